"""What is due is decided once, by whichever worker is there, and every decision is on record."""

from uuid import UUID

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from tests import make
from tests.followups import story
from tests.followups.story import AT, DAY, HOUR, MINUTE, SECOND

from zhiyin.channels import queries as channels
from zhiyin.experiments import services as experiments
from zhiyin.followups import queries, services
from zhiyin.followups.decide import SURVEY, Cap
from zhiyin.followups.queries.policies import QUIET_FROM, QUIET_UNTIL
from zhiyin.identity import services as identity
from zhiyin.kit.ids import uuid7
from zhiyin.outbox import services as outbox
from zhiyin.privacy import services as privacy
from zhiyin.support import services as support

pytestmark = pytest.mark.django_db


def _verdicts(person_id: UUID) -> list[tuple[str, str]]:
    return [(line.verdict, line.reason) for line in queries.decisions_of(person_id)]


def test_a_payment_heard_twice_is_asked_about_once() -> None:
    story.nobody_held_out()
    mei = story.willing()
    make.payment(mei, make.merchant().id, at=AT)
    story.worker(AT + SECOND)

    outbox.rewind("followups.follow_journeys")
    story.worker(AT + MINUTE)

    assert len(channels.inbox(mei)) == len(queries.decisions_of(mei)) == 1


def test_a_payment_of_the_past_is_not_asked_about() -> None:
    mei = story.willing()
    payment = make.past_payment(mei, make.merchant().id, at=AT)

    story.worker(AT + SECOND)

    assert queries.follow_ups_of(mei) == ()
    assert "loaded from the past" in queries.why_not(mei, payment_id=payment, language="en").sentences[0]


def test_what_is_heard_of_after_its_deadline_expires_with_a_record() -> None:
    mei = story.willing()
    story.planned(mei)

    services.run_due(AT + DAY + SECOND)

    assert (_verdicts(mei), channels.inbox(mei)) == ([("expired", "deadline")], ())


def test_without_consent_nobody_is_asked() -> None:
    story.nobody_held_out()
    mei = make.person().id
    story.planned(mei)

    services.run_due(AT + SECOND)

    assert (_verdicts(mei), channels.inbox(mei)) == ([("suppressed", "no_consent")], ())


def test_who_is_held_out_is_left_alone_and_the_record_says_by_which_number() -> None:
    experiments.set_holdout("followups", 50, by=make.staff("admin").id, at=AT)
    people = [story.willing(balance_minor=0) for _ in range(12)]
    for person in people:
        story.planned(person)

    services.run_due(AT + SECOND)

    for person in people:
        [line] = queries.decisions_of(person)
        [holdout] = [gate for gate in line.gates if gate["gate"] == "holdout"]
        assert (line.verdict == "held_out") == (holdout["facts"]["bucket"] < 50) == (channels.inbox(person) == ())
        assert holdout["facts"]["percent"] == 50


def test_the_fourth_question_of_a_day_waits_and_comes_when_there_is_room() -> None:
    story.nobody_held_out()
    mei = story.willing()
    for hour in range(4):
        story.planned(mei, at=AT + hour * HOUR)
        services.run_due(AT + hour * HOUR + SECOND)

    assert _verdicts(mei)[0] == ("deferred", "cap")
    assert services.run_due(AT + DAY) == 0
    services.run_due(AT + DAY + SECOND)
    assert (_verdicts(mei)[0], len(channels.inbox(mei))) == (("sent", ""), 4)


def test_an_open_case_comes_before_any_question() -> None:
    story.nobody_held_out()
    mei = story.willing()
    support.open_case(cause=uuid7(), person_id=mei, about_kind="payment", about_id=uuid7(), subject_code="asked", at=AT)
    story.planned(mei)

    services.run_due(AT + SECOND)

    assert _verdicts(mei) == [("suppressed", "open_case")]


def test_stop_holds_at_once_for_what_is_planned_and_for_what_lies_open() -> None:
    story.nobody_held_out()
    mei = story.willing()
    story.planned(mei)
    services.run_due(AT + SECOND)
    story.planned(mei, at=AT + MINUTE)

    services.stop(mei, "payment_stars", at=AT + MINUTE)
    services.stop(mei, "payment_stars", at=AT + MINUTE)

    [card] = channels.inbox(mei)
    assert (card.closed_at, channels.unread(mei)) == (AT + MINUTE, 0)
    assert services.run_due(AT + HOUR) == 0
    assert [line.state for line in queries.follow_ups_of(mei)] == ["cancelled", "stopped"]
    assert _verdicts(mei)[0] == ("cancelled", "stopped")


def test_after_a_stop_new_payments_are_not_asked_about() -> None:
    story.nobody_held_out()
    mei = story.willing()
    services.stop(mei, "feedback", at=AT)
    story.worker(AT)
    make.payment(mei, make.merchant().id, at=AT + MINUTE)

    story.worker(AT + MINUTE + SECOND)

    assert _verdicts(mei) == [("suppressed", "no_consent")]


def test_a_stop_heard_of_late_leaves_what_came_after_it_to_the_decision() -> None:
    story.nobody_held_out()
    mei = story.willing()
    services.stop(mei, "feedback", at=AT)
    story.planned(mei, at=AT + MINUTE)

    story.worker(AT + MINUTE + SECOND)

    assert _verdicts(mei) == [("suppressed", "no_consent")]


def test_a_consent_withdrawn_in_the_settings_closes_the_cards_too() -> None:
    story.nobody_held_out()
    mei = story.willing()
    story.planned(mei)
    services.run_due(AT + SECOND)

    privacy.withdraw(mei, "feedback", source="settings", at=AT + MINUTE)
    story.worker(AT + MINUTE)

    assert channels.inbox(mei)[0].closed_at == AT + MINUTE


def test_what_a_wallet_owes_cannot_be_stopped() -> None:
    mei = make.person().id

    with pytest.raises(privacy.PurposeNeeded):
        services.stop(mei, "case_answered", at=AT)
    with pytest.raises(services.StopsNothing):
        services.stop(mei, "weather", at=AT)


def test_a_message_speaks_of_the_hour_where_its_person_is() -> None:
    story.nobody_held_out()
    mei = story.willing(language="zh-hans")
    identity.set_timezone(mei, "Asia/Shanghai")
    story.planned(mei)
    services.run_due(AT + SECOND)

    [card] = channels.inbox(mei)

    assert "您于 10月12日 22:05 支付了 $5.00" in channels.text(card, "zh-hans").body


def test_a_new_policy_holds_for_the_next_decision_and_the_former_stays_on_record() -> None:
    story.nobody_held_out()
    mei, sofia = story.willing(), make.staff("marketing").id
    never = Cap(message_class=SURVEY, interrupting=False, most=0, hours=24)

    policy_id = services.set_policy(caps=[never], quiet_from=QUIET_FROM, quiet_until=QUIET_UNTIL, by=sofia, at=AT)
    story.planned(mei)
    services.run_due(AT + SECOND)

    [line] = queries.decisions_of(mei)
    assert (line.verdict, line.reason, line.policy_id) == ("expired", "no_slot.cap", policy_id)
    assert [entry.by for entry in queries.policy_history()] == [sofia]
    with pytest.raises(services.BadPolicy):
        services.set_policy(caps=[never], quiet_from=QUIET_FROM, quiet_until=QUIET_FROM, by=sofia, at=AT)


@pytest.mark.parametrize("table", ["followups_decision", "followups_policy"])
@pytest.mark.parametrize("statement", ["delete from {}", "update {} set at = now()", "truncate {} cascade"])
def test_the_app_cannot_change_what_was_decided(table: str, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


def test_the_database_itself_refuses_a_late_message() -> None:
    mei = story.willing()
    story.planned(mei)

    late = "update followups_followup set state = 'sent', message_id = gen_random_uuid(), sent_at = not_after + interval '1 second'"

    with pytest.raises(IntegrityError, match="never_late"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(late)


def test_the_funnel_counts_what_became_of_each_journey() -> None:
    story.nobody_held_out()
    story.planned(story.willing())
    story.planned(make.person().id)
    services.run_due(AT + SECOND)
    story.planned(story.willing())

    asked = queries.funnel(AT - DAY)[0]

    assert (asked.journey, asked.planned, asked.sent, asked.suppressed, asked.waiting) == ("payment_stars", 3, 1, 1, 1)
