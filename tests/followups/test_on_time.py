"""With the real worker running, a card is there while the payment is still on the screen."""

import threading
import time
from collections.abc import Iterator

import pytest
from django.db import connection
from tests import make
from tests.followups import story
from tests.followups.story import AT, MINUTE, SECOND

from zhiyin.channels import queries as channels
from zhiyin.followups import queries, services
from zhiyin.kit import clock
from zhiyin.kit.ids import uuid7
from zhiyin.outbox import worker
from zhiyin.support import services as support

SECONDS_MAX = 2.0


@pytest.fixture
def working(fresh_database: str) -> Iterator[None]:
    """The worker, as `zhiyin run` starts it."""
    assert fresh_database
    stop = threading.Event()

    def run() -> None:
        worker.run(stop=stop)
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    yield
    stop.set()
    thread.join()


@pytest.mark.scenario(1)
@pytest.mark.usefixtures("working")
def test_the_question_lies_in_the_inbox_within_two_seconds_of_the_payment() -> None:
    story.nobody_held_out()
    mei, shop = story.willing(), make.merchant().id

    started = time.monotonic()
    make.payment(mei, shop, at=clock.now())
    while not channels.unread(mei) and time.monotonic() < started + 5 * SECONDS_MAX:
        time.sleep(0.02)

    assert time.monotonic() - started < SECONDS_MAX


@pytest.mark.django_db
def test_nobody_is_asked_whether_an_answer_helped_when_the_case_was_closed_meanwhile() -> None:
    mei, wang = make.person().id, make.staff().id
    case = support.open_case(cause=uuid7(), person_id=mei, about_kind="payment", about_id=uuid7(), subject_code="asked", at=AT)
    support.reply(case, agent_id=wang, text="Done.", at=AT + MINUTE)
    support.close(case, solved=True, at=AT + MINUTE + SECOND)

    story.worker(AT + 2 * MINUTE)

    assert channels.inbox(mei) == ()
    assert [(line.verdict, line.reason) for line in queries.decisions_of(mei)] == [("cancelled", "CaseClosed")]


@pytest.mark.django_db
def test_a_newer_answer_takes_the_place_of_an_older_question() -> None:
    mei, wang = make.person().id, make.staff().id
    case = support.open_case(cause=uuid7(), person_id=mei, about_kind="payment", about_id=uuid7(), subject_code="asked", at=AT)
    for minute, words in enumerate(("First.", "Second.")):
        support.reply(case, agent_id=wang, text=words, at=AT + minute * MINUTE)
        story.worker(AT + minute * MINUTE + SECOND)

    newer, older = (card.params["invitation_id"] for card in channels.inbox(mei))

    assert [story.question(mei, each).closed_at is None for each in (newer, older)] == [True, False]
    assert services.run_due(AT + 3 * MINUTE) == 0
