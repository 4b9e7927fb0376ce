"""Several workers at once, and workers that die: nobody is reached twice or too often, and nothing is lost."""

import json
import os
import threading
from collections import Counter
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from tests import make
from tests.followups import story
from tests.followups.story import AT, MINUTE, SECOND

from zhiyin.channels import queries as channels
from zhiyin.followups import queries, services
from zhiyin.followups.decide import SURVEY, Cap
from zhiyin.followups.models import FollowUp
from zhiyin.followups.queries.policies import QUIET_FROM, QUIET_UNTIL
from zhiyin.followups.services import letters, reaching, running
from zhiyin.followups.services.snapshots import Round
from zhiyin.kit.ids import uuid7
from zhiyin.surveys import queries as surveys

pytestmark = pytest.mark.usefixtures("fresh_database")
SCALE = int(os.environ.get("SCALE", "1"))  # `make chaos` has twenty times as many


def _work_until_done() -> None:
    while services.run_due(AT + SECOND, limit=7):
        pass


def test_four_workers_keep_the_cap_and_decide_everything_once() -> None:
    story.nobody_held_out()
    people = [story.willing(balance_minor=0) for _ in range(8)]
    for person in people:
        for _ in range(9):
            story.planned(person)  # the cap frees a second after their deadline

    story.at_once(_work_until_done)

    for person in people:
        verdicts = Counter((line.verdict, line.reason) for line in queries.decisions_of(person))
        assert verdicts == {("sent", ""): 3, ("suppressed", "lost_to"): 6}
        assert len(channels.inbox(person)) == 3


@pytest.mark.scenario(5)
def test_two_workers_keep_a_cap_of_two_in_a_week_for_many_people_at_once() -> None:
    story.nobody_held_out()
    two_a_week = Cap(message_class=SURVEY, interrupting=False, most=2, hours=7 * 24)
    services.set_policy(caps=[two_a_week], quiet_from=QUIET_FROM, quiet_until=QUIET_UNTIL, by=make.staff("marketing").id, at=AT)
    people = [story.willing(balance_minor=0) for _ in range(30 * SCALE)]
    for person in people:
        for _ in range(10):
            story.planned(person)

    story.at_once(_work_until_done, workers=2)

    reached = Counter(line.person_id for line in queries.decisions(verdict="sent", limit=1_000 * SCALE))
    assert reached == dict.fromkeys(people, 2)
    assert len(queries.decisions(limit=1_000 * SCALE)) == 300 * SCALE


@pytest.mark.scenario(3)
def test_a_fact_that_calls_off_and_the_worker_meet_and_nobody_is_told_of_what_is_over() -> None:
    """As often as they meet: once the fact is committed, nothing it calls off is sent; what was sent had been sent before."""
    pairs = [(story.willing(balance_minor=0), uuid7()) for _ in range(100 * SCALE)]
    for person, request in pairs:
        plan = services.Plan(
            journey="money_requested", person_id=person, occasion=request, about_id=request, at=AT, context={"other_id": str(person)}
        )
        services.plan([plan])
    waiting, over = list(pairs), []

    def settle_or_work() -> None:
        while waiting:
            try:
                person, request = waiting.pop()
            except IndexError:
                return
            services.call_off("RequestSettled", about_ids=[request], at=AT + SECOND)
            over.append((person, [line.state for line in queries.follow_ups_of(person)]))
            services.run_due(AT + SECOND, limit=3)

    story.at_once(settle_or_work)
    _work_until_done()

    assert len(over) == len(pairs)
    for person, states in over:
        assert [line.state for line in queries.follow_ups_of(person)] == states  # nothing was sent after the fact
        assert len(channels.inbox(person)) == states.count("sent")
        assert states in (["sent"], ["cancelled"])


def test_what_a_worker_had_in_hand_when_it_died_is_due_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    story.nobody_held_out()
    mei = story.willing()
    story.planned(mei)
    with monkeypatch.context() as dying:
        dying.setattr(running, "record", _die)  # the very last statement of a round
        with pytest.raises(SystemExit):
            services.run_due(AT + SECOND)
    assert (channels.inbox(mei), queries.decisions_of(mei)) == ((), ())

    assert services.run_due(AT + SECOND) == 1
    assert (len(channels.inbox(mei)), len(queries.decisions_of(mei))) == (1, 1)


def test_whom_one_worker_has_in_hand_another_leaves_alone_and_goes_on_with_the_next() -> None:
    story.nobody_held_out()
    mei, lin = story.willing(), story.willing()
    story.planned(mei, at=AT - MINUTE)
    story.planned(mei)
    story.planned(lin)
    taken, over = threading.Event(), threading.Event()

    def slow() -> None:
        try:
            with transaction.atomic():
                assert running._taken(AT + SECOND, 1) == {mei}
                taken.set()
                over.wait(10)
        finally:
            connection.close()

    other = threading.Thread(target=slow)
    other.start()
    taken.wait(10)

    assert services.run_due(AT + SECOND, limit=1) == 1
    assert (len(channels.inbox(mei)), len(channels.inbox(lin))) == (0, 1)
    over.set()
    other.join()
    assert services.run_due(AT + SECOND, limit=1) == 2


def test_one_follow_up_that_cannot_be_decided_does_not_hold_up_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    story.nobody_held_out()
    mei, lin = story.willing(), story.willing()
    story.planned(mei)
    story.planned(lin)
    _break_for(mei, monkeypatch)

    for attempt in range(running.FAILURES_MAX + 1):
        services.run_due(AT + SECOND + attempt * running.AGAIN)

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

    story.at_once(stop_or_work)

    for person in people:
        cards = channels.inbox(person)
        assert all(card.closed_at for card in cards)
        questions = surveys.invitations([UUID(card.params["invitation_id"]) for card in cards], person)
        assert all(question.closed_at for question in questions.values())


def test_taking_people_reads_the_index_of_what_is_due() -> None:
    story.planned(make.person().id, at=AT)
    row = FollowUp.objects.latest("id")
    later = [copy(row, occasion=uuid7(), due_at=AT + minute * MINUTE) for minute in range(1, 2_001)]
    FollowUp.objects.bulk_create(later)

    with connection.cursor() as cursor:
        cursor.execute("reset role; analyze followups_followup")
        cursor.execute("explain " + running.TAKE_SQL, {"at": AT, "limit": 50})
        plan = "\n".join(found[0] for found in cursor.fetchall())

    assert "follow_up_due" in plan
    with transaction.atomic():
        theirs = running._due(AT).filter(person_id=row.person_id).explain()
    assert "follow_up_planned" in theirs  # however much waits for them, or for others


def test_a_look_that_finds_nothing_touches_few_pages_however_many_wait() -> None:
    story.planned(make.person().id, at=AT)
    row = FollowUp.objects.latest("id")
    FollowUp.objects.bulk_create([copy(row, occasion=uuid7(), due_at=AT + minute * MINUTE) for minute in range(1, 20_001)], batch_size=5_000)
    facts: dict[str, Any] = {"at": AT - MINUTE, "limit": 50}

    with connection.cursor() as cursor:
        cursor.execute("reset role; analyze followups_followup")
        for _ in range(2):  # the first time reads the catalogue too
            cursor.execute("explain (analyze, buffers, timing off, format json) " + running.TAKE_SQL, facts)
            [[told]] = cursor.fetchall()
    plan = (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]

    assert plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] <= 20


def copy(row: FollowUp, **changes: object) -> FollowUp:
    fields = {field.attname: getattr(row, field.attname) for field in FollowUp._meta.concrete_fields if not field.primary_key}
    return FollowUp(**fields | changes)


def _die(*_: object, **__: object) -> None:
    raise SystemExit


def _break_for(person_id: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    def params(row: FollowUp, known: Round, *, invitation_id: UUID | None) -> dict[str, object]:
        if row.person_id == person_id:
            raise RuntimeError("what nobody thought of")
        return letters.params(row, known, invitation_id=invitation_id)

    monkeypatch.setattr(reaching, "params", params)
