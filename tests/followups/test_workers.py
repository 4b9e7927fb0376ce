"""Several workers at once, and workers that die: nobody is reached twice or too often, and nothing is lost."""

import threading
from collections import Counter
from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import connection
from tests import make
from tests.followups import story
from tests.followups.story import AT, MINUTE, SECOND

from zhiyin.channels import queries as channels
from zhiyin.followups import queries, services
from zhiyin.followups.models import FollowUp
from zhiyin.followups.services import letters, reaching, running
from zhiyin.followups.services.snapshots import Round
from zhiyin.kit.ids import uuid7
from zhiyin.surveys import queries as surveys

pytestmark = pytest.mark.usefixtures("fresh_database")
WORKERS = 4


def _at_once(work: Callable[[], object]) -> None:
    together = threading.Barrier(WORKERS)

    def run() -> None:
        together.wait()
        try:
            work()
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _work_until_done() -> None:
    while services.run_due(AT + SECOND, limit=7):
        pass


def test_four_workers_keep_the_cap_and_decide_everything_once() -> None:
    story.nobody_held_out()
    people = [story.willing(balance_minor=0) for _ in range(8)]
    for person in people:
        for _ in range(9):
            story.planned(person)  # the cap frees a second after their deadline

    _at_once(_work_until_done)

    for person in people:
        verdicts = Counter((line.verdict, line.reason) for line in queries.decisions_of(person))
        assert verdicts == {("sent", ""): 3, ("suppressed", "lost_to"): 6}
        assert len(channels.inbox(person)) == 3


def test_a_worker_that_dies_after_claiming_is_replaced_when_its_lease_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    story.nobody_held_out()
    mei = story.willing()
    story.planned(mei)
    with monkeypatch.context() as dying:
        dying.setattr(running, "_settle", _die)
        with pytest.raises(SystemExit):
            services.run_due(AT + SECOND)

    assert services.run_due(AT + SECOND + running.LEASE - SECOND) == 0
    assert services.run_due(AT + SECOND + running.LEASE) == 1
    assert (len(channels.inbox(mei)), len(queries.decisions_of(mei))) == (1, 1)


def test_a_worker_that_wakes_after_losing_its_lease_writes_nothing() -> None:
    story.nobody_held_out()
    mei = story.willing()
    story.planned(mei)
    slow = running._claim(AT + SECOND, 50)

    assert services.run_due(AT + MINUTE) == 1
    running._settle(slow, AT + MINUTE)

    assert (len(channels.inbox(mei)), len(queries.decisions_of(mei))) == (1, 1)


def test_one_follow_up_that_cannot_be_decided_does_not_hold_up_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    story.nobody_held_out()
    mei, lin = story.willing(), story.willing()
    story.planned(mei)
    story.planned(lin)
    _break_for(mei, monkeypatch)

    for attempt in range(running.ATTEMPTS_MAX + 1):
        services.run_due(AT + SECOND + attempt * running.LEASE)

    assert len(channels.inbox(lin)) == 1
    assert [(line.verdict, line.reason) for line in queries.decisions_of(mei)] == [("failed", "failed")]


def test_stop_and_four_workers_leave_no_open_question() -> None:
    story.nobody_held_out()
    people = [story.willing(balance_minor=0) for _ in range(12)]
    for person in people:
        story.planned(person)
    waiting = list(people)

    def stop_or_work() -> None:
        services.run_due(AT + SECOND, limit=2)
        while waiting:
            try:
                services.stop(waiting.pop(), "feedback", at=AT + SECOND)
            except IndexError:
                return
            services.run_due(AT + SECOND, limit=2)

    _at_once(stop_or_work)

    for person in people:
        cards = channels.inbox(person)
        assert all(card.closed_at for card in cards)
        questions = surveys.invitations([UUID(card.params["invitation_id"]) for card in cards], person)
        assert all(question.closed_at for question in questions.values())


def test_the_claim_reads_the_index_of_what_is_due() -> None:
    story.planned(make.person().id, at=AT)
    row = FollowUp.objects.latest("id")
    later = [copy(row, occasion=uuid7(), due_at=AT + minute * MINUTE) for minute in range(1, 2_001)]
    FollowUp.objects.bulk_create(later)

    with connection.cursor() as cursor:
        cursor.execute("reset role; analyze followups_followup")
        cursor.execute("explain " + running.CLAIM_SQL, {"at": AT, "lease": AT, "limit": 50})
        plan = "\n".join(found[0] for found in cursor.fetchall())

    assert "follow_up_due" in plan


def copy(row: FollowUp, **changes: object) -> FollowUp:
    fields = {field.attname: getattr(row, field.attname) for field in FollowUp._meta.concrete_fields if not field.primary_key}
    return FollowUp(**fields | changes)


def _die(*_: object) -> None:
    raise SystemExit


def _break_for(person_id: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    def params(row: FollowUp, known: Round, invitation_id: UUID | None) -> dict[str, object]:
        if row.person_id == person_id:
            raise RuntimeError("what nobody thought of")
        return letters.params(row, known, invitation_id)

    monkeypatch.setattr(reaching, "params", params)
