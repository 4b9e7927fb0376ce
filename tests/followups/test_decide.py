"""The decision itself, every gate by hand."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from zhiyin.followups.decide import (
    SERVICE,
    SURVEY,
    TRANSACTIONAL,
    Candidate,
    Cap,
    Contact,
    Permission,
    Policy,
    Snapshot,
    Verdict,
    decide,
)

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
YES, NO = Permission(allowed=True, since=NOON - 30 * DAY, wording=1), Permission(allowed=False)
POLICY = Policy(
    id=0,
    caps=(
        Cap(message_class=SURVEY, interrupting=True, most=1, hours=7 * 24),
        Cap(message_class=SURVEY, interrupting=True, most=2, hours=30 * 24),
        Cap(message_class=SURVEY, interrupting=False, most=3, hours=24),
        Cap(message_class=SURVEY, interrupting=False, most=20, hours=30 * 24),
    ),
    quiet_from=time(22),
    quiet_until=time(8),
    interrupting=frozenset({"sms", "email"}),
)
CANDIDATE = Candidate(purpose="feedback", message_class=SURVEY, channels=("inapp",), not_after=NOON + DAY, asks=True, own_case=False)
SNAPSHOT = Snapshot(
    zone="UTC",
    cancelled_by="",
    held_out=False,
    bucket=61,
    holdout_percent=5,
    permissions={"inapp": YES, "sms": YES, "email": YES},
    open_case=None,
    contacts=(),
    reachable=frozenset({"inapp", "sms", "email"}),
)


def asked(*hours_ago: float, channel: str = "inapp") -> tuple[Contact, ...]:
    return tuple(Contact(at=NOON - hours * HOUR, channel=channel, message_class=SURVEY) for hours in hours_ago)


def verdict(candidate: Candidate = CANDIDATE, snapshot: Snapshot = SNAPSHOT, now: datetime = NOON) -> tuple[str, str]:
    decision = decide(candidate, snapshot, POLICY, now)
    return decision.verdict.value, decision.reason


def test_a_card_passes_every_gate_in_order_and_says_so() -> None:
    decision = decide(CANDIDATE, SNAPSHOT, POLICY, NOON)

    assert (decision.verdict, decision.channel) == (Verdict.SENT, "inapp")
    assert [(gate.name, gate.ok) for gate in decision.gates] == [
        (name, True) for name in ("valid", "deadline", "holdout", "consent", "cap", "quiet", "channel")
    ]


def test_a_cap_counts_what_lies_in_its_own_window_only() -> None:
    decision = decide(CANDIDATE, replace(SNAPSHOT, contacts=asked(1, 25, 26, 27)), POLICY, NOON)

    (cap,) = (gate for gate in decision.gates if gate.name == "cap")
    assert decision.verdict == Verdict.SENT
    assert [(use["used"], use["most"]) for use in cap.facts["uses"]] == [(1, 3), (4, 20)]


def test_what_lost_its_point_is_cancelled() -> None:
    assert verdict(snapshot=replace(SNAPSHOT, cancelled_by="CaseClosed")) == ("cancelled", "CaseClosed")


def test_the_deadline_comes_before_everything_about_the_person() -> None:
    late = replace(CANDIDATE, not_after=NOON - timedelta(microseconds=1))

    assert verdict(late, replace(SNAPSHOT, held_out=True)) == ("expired", "deadline")


def test_the_comparison_group_is_left_alone() -> None:
    assert verdict(snapshot=replace(SNAPSHOT, held_out=True, bucket=2)) == ("held_out", "holdout")


@pytest.mark.parametrize("message_class", [TRANSACTIONAL, SERVICE])
def test_what_is_owed_skips_holdout_and_cap_but_never_consent(message_class: str) -> None:
    owed = replace(CANDIDATE, message_class=message_class)
    busy = replace(SNAPSHOT, held_out=True, contacts=asked(1, 2, 3))

    assert verdict(owed, busy) == ("sent", "")
    assert verdict(owed, replace(busy, permissions={"inapp": NO})) == ("suppressed", "no_consent")


def test_without_a_word_about_the_channel_there_is_no_consent() -> None:
    assert verdict(snapshot=replace(SNAPSHOT, permissions={})) == ("suppressed", "no_consent")


def test_a_person_with_an_open_case_gets_no_survey_except_about_that_case() -> None:
    troubled = replace(SNAPSHOT, open_case=1042)

    assert verdict(snapshot=troubled) == ("suppressed", "open_case")
    assert verdict(replace(CANDIDATE, message_class=SERVICE, own_case=True), troubled) == ("sent", "")
    assert verdict(replace(CANDIDATE, message_class=SERVICE, asks=False), troubled) == ("sent", "")


def test_the_fourth_card_in_a_day_waits_until_the_first_is_a_day_old() -> None:
    decision = decide(CANDIDATE, replace(SNAPSHOT, contacts=asked(23, 5, 1)), POLICY, NOON)

    assert (decision.verdict, decision.reason, decision.until) == (Verdict.DEFERRED, "cap", NOON + HOUR)


def test_a_cap_that_cannot_end_in_time_expires_at_once() -> None:
    soon = replace(CANDIDATE, not_after=NOON + timedelta(minutes=59))

    assert verdict(soon, replace(SNAPSHOT, contacts=asked(23, 5, 1))) == ("expired", "no_slot.cap")


def test_cards_do_not_use_up_what_rings_and_the_other_way_round() -> None:
    by_sms = replace(CANDIDATE, channels=("sms",))

    assert verdict(by_sms, replace(SNAPSHOT, contacts=asked(1, 2, 3))) == ("sent", "")
    assert verdict(snapshot=replace(SNAPSHOT, contacts=asked(1, channel="sms"))) == ("sent", "")
    assert verdict(by_sms, replace(SNAPSHOT, contacts=asked(1, channel="email"))) == ("expired", "no_slot.cap")


def test_at_night_a_card_is_laid_down_but_nothing_rings() -> None:
    night = datetime(2026, 11, 20, 22, 50, tzinfo=UTC)
    candidate = replace(CANDIDATE, not_after=night + DAY)

    assert verdict(candidate, now=night) == ("sent", "")
    decision = decide(replace(candidate, channels=("sms",)), SNAPSHOT, POLICY, night)
    assert (decision.verdict, decision.reason, decision.until) == (Verdict.DEFERRED, "quiet", datetime(2026, 11, 21, 8, tzinfo=UTC))
    assert decide(replace(candidate, channels=("sms", "inapp")), SNAPSHOT, POLICY, night).channel == "inapp"


def test_no_slot_before_the_deadline_expires_at_once() -> None:
    night = datetime(2026, 11, 20, 22, 50, tzinfo=UTC)

    assert verdict(replace(CANDIDATE, channels=("sms",), not_after=night + 3 * HOUR), now=night) == ("expired", "no_slot.quiet")


def test_cap_and_quiet_hours_are_resolved_together_against_the_deadline() -> None:
    frees_at_night = replace(SNAPSHOT, contacts=(Contact(at=NOON - 7 * DAY + 11 * HOUR, channel="sms", message_class=SURVEY),))
    by_sms = replace(CANDIDATE, channels=("sms",), not_after=NOON + 12 * HOUR)

    assert verdict(by_sms, frees_at_night) == ("expired", "no_slot.cap")
    assert decide(replace(by_sms, not_after=NOON + 20 * HOUR), frees_at_night, POLICY, NOON).until == datetime(2026, 11, 21, 8, tzinfo=UTC)


def test_a_channel_that_cannot_be_reached_is_skipped_not_failed() -> None:
    two = replace(CANDIDATE, channels=("sms", "inapp"))

    assert decide(two, replace(SNAPSHOT, reachable=frozenset({"inapp"})), POLICY, NOON).channel == "inapp"
    assert verdict(two, replace(SNAPSHOT, reachable=frozenset())) == ("suppressed", "no_channel")


def test_a_cap_of_nothing_lets_nothing_through() -> None:
    never = replace(POLICY, caps=(Cap(message_class=SURVEY, interrupting=False, most=0, hours=24),))

    decision = decide(CANDIDATE, SNAPSHOT, never, NOON)

    assert (decision.verdict, decision.reason) == (Verdict.EXPIRED, "no_slot.cap")
