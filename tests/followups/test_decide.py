"""The decision itself, every gate by hand."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from zhiyin.followups.decide import (
    GATES,
    MARKETING,
    SERVICE,
    SURVEY,
    TRANSACTIONAL,
    Budget,
    Candidate,
    Cap,
    Contact,
    Permission,
    Policy,
    Rival,
    Snapshot,
    Verdict,
    decide,
    unspoken,
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
    assert [(gate.name, gate.ok) for gate in decision.gates] == [(name, True) for name in GATES[:-1]]


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


def rival(*, hours_ago: float = 0, value: float = 0.9, follow_up: int = 71) -> tuple[Contact, ...]:
    return (Contact(at=NOON - hours_ago * HOUR, channel="sms", message_class=SURVEY, follow_up=follow_up, value=value),)


def test_the_loser_is_told_who_won_and_by_how_much() -> None:
    by_sms = replace(CANDIDATE, channels=("sms",), id=72, value=0.3, due_at=NOON - HOUR)

    decision = decide(by_sms, replace(SNAPSHOT, contacts=rival()), POLICY, NOON)

    assert (decision.verdict, decision.reason) == (Verdict.SUPPRESSED, "lost_to")
    assert (decision.gates[-1].name, decision.gates[-1].facts) == ("arbitration", {"lost_to": 71, "theirs": 0.9, "mine": 0.3})


def test_a_loser_with_time_enough_waits_for_the_next_place() -> None:
    patient = replace(CANDIDATE, channels=("sms",), id=72, value=0.3, due_at=NOON - HOUR, not_after=NOON + 8 * DAY)

    decision = decide(patient, replace(SNAPSHOT, contacts=rival()), POLICY, NOON)

    assert (decision.verdict, decision.reason, decision.until) == (Verdict.DEFERRED, "lost_to", NOON + 7 * DAY)


def test_what_was_sent_before_this_one_was_due_is_the_cap_and_no_rival() -> None:
    by_sms = replace(CANDIDATE, channels=("sms",), id=72, value=0.3, due_at=NOON - HOUR)

    assert verdict(by_sms, replace(SNAPSHOT, contacts=rival(hours_ago=2))) == ("expired", "no_slot.cap")


def test_what_came_a_moment_ago_is_counted_also_where_there_is_room() -> None:
    two = replace(POLICY, caps=(Cap(message_class=SURVEY, interrupting=True, most=2, hours=24),))
    by_sms = replace(CANDIDATE, channels=("sms",), id=72, value=0.3, due_at=NOON - HOUR)

    [cap] = [gate for gate in decide(by_sms, replace(SNAPSHOT, contacts=rival()), two, NOON).gates if gate.name == "cap"]

    assert cap.facts["uses"] == [{"channel": "sms", "used": 1, "most": 2, "hours": 24}]


def test_the_winner_names_those_it_went_before() -> None:
    decision = decide(replace(CANDIDATE, value=0.9), replace(SNAPSHOT, rivals=(Rival(id=72, value=0.3),)), POLICY, NOON)

    assert {"value": 0.9, "beat": [[72, 0.3]]} in [gate.facts for gate in decision.gates]


def test_who_no_longer_fits_the_rule_is_not_reached() -> None:
    assert verdict(snapshot=replace(SNAPSHOT, not_eligible="silent for a month")) == ("suppressed", "not_eligible")


def test_the_comparison_group_keeps_what_would_have_been_sent_and_where() -> None:
    decision = decide(CANDIDATE, replace(SNAPSHOT, held_out=True, holdout="payment_stars"), POLICY, NOON)

    assert decision.gates[-1].facts == {"bucket": 61, "percent": 5, "of": "payment_stars", "would": "sent", "channel": "inapp"}


@pytest.mark.scenario(11)
def test_an_open_case_mutes_offers_too() -> None:
    offer = replace(CANDIDATE, message_class=MARKETING, asks=False)

    assert verdict(offer, replace(SNAPSHOT, open_case=1042)) == ("suppressed", "open_case")


def test_caps_of_a_purpose_of_a_channel_and_of_everything_each_keep_their_own_clock() -> None:
    offer = Contact(at=NOON - 2 * HOUR, channel="sms", message_class=MARKETING, purpose="offers")
    by_sms = replace(CANDIDATE, channels=("sms",))

    def under(cap: Cap) -> str:
        return decide(by_sms, replace(SNAPSHOT, contacts=(offer,)), replace(POLICY, caps=(cap,)), NOON).verdict.value

    assert under(Cap(most=1, hours=24)) == under(Cap(channel="sms", most=1, hours=24)) == "deferred"
    assert under(Cap(most=1, hours=2)) == under(Cap(channel="email", most=1, hours=24)) == "sent"
    assert under(Cap(purpose="feedback", most=1, hours=24)) == under(Cap(message_class=SURVEY, most=1, hours=24)) == "sent"


def test_what_we_owe_uses_up_no_cap() -> None:
    owed = Contact(at=NOON - HOUR, channel="sms", message_class=SERVICE, purpose="service")

    assert verdict(replace(CANDIDATE, channels=("sms",)), replace(SNAPSHOT, contacts=(owed,))) == ("sent", "")


def test_a_pause_holds_for_questions_and_not_for_what_is_owed() -> None:
    away = replace(SNAPSHOT, budget=Budget(paused_until=NOON + 2 * HOUR))

    assert verdict(snapshot=away) == ("deferred", "paused")
    assert verdict(replace(CANDIDATE, not_after=NOON + HOUR), away) == ("expired", "no_slot.paused")
    assert verdict(replace(CANDIDATE, message_class=SERVICE), away) == ("sent", "")


def test_quiet_hours_of_ones_own_come_on_top_and_may_fill_the_day() -> None:
    by_sms = replace(CANDIDATE, channels=("sms",))
    siesta, always = Budget(quiet=(time(12), time(14))), Budget(quiet=(time(8), time(22)))

    assert decide(by_sms, replace(SNAPSHOT, budget=siesta), POLICY, NOON).until == NOON + 2 * HOUR
    assert verdict(by_sms, replace(SNAPSHOT, budget=always)) == ("expired", "no_slot.quiet")
    assert verdict(replace(by_sms, channels=("sms", "inapp")), replace(SNAPSHOT, budget=always)) == ("sent", "")


def test_a_channel_that_failed_is_followed_by_the_next_unless_it_may_not_fall_back() -> None:
    two = replace(CANDIDATE, channels=("email", "sms"), tried=("email",))

    assert decide(two, SNAPSHOT, POLICY, NOON).channel == "sms"
    assert verdict(replace(two, falls_back=False)) == ("failed", "channels_failed")
    assert verdict(replace(two, tried=("email", "sms"))) == ("failed", "channels_failed")


def test_what_never_falls_back_waits_for_its_one_channel() -> None:
    only_mail = replace(CANDIDATE, channels=("email", "inapp"), falls_back=False)

    assert verdict(only_mail, replace(SNAPSHOT, reachable=frozenset({"inapp"}))) == ("suppressed", "no_channel")


def test_words_that_cannot_be_made_are_tried_again_and_then_given_up() -> None:
    sent = decide(CANDIDATE, SNAPSHOT, POLICY, NOON)

    again, over = unspoken(sent, "no such name", NOON + DAY, NOON), unspoken(sent, "no such name", NOON + timedelta(minutes=9), NOON)

    assert (again.verdict, again.reason, again.until) == (Verdict.DEFERRED, "render", NOON + timedelta(minutes=10))
    assert (over.verdict, over.reason, over.gates[-1].name) == (Verdict.FAILED, "render", "content")


@pytest.mark.parametrize(
    ("zone", "night", "morning"),
    [
        ("America/New_York", "2026-03-08T01:30-05:00", "2026-03-08T08:00-04:00"),  # the hour from two to three is missing
        ("America/New_York", "2026-11-01T00:30-04:00", "2026-11-01T08:00-05:00"),  # the hour from one to two comes twice
        ("Europe/Berlin", "2026-03-28T23:30+01:00", "2026-03-29T08:00+02:00"),
        ("Asia/Shanghai", "2026-03-28T23:30+08:00", "2026-03-29T08:00+08:00"),
    ],
)
@pytest.mark.scenario(1)
def test_a_night_ends_at_eight_where_the_person_is_also_when_clocks_change(zone: str, night: str, morning: str) -> None:
    now = datetime.fromisoformat(night)
    by_sms = replace(CANDIDATE, channels=("sms",), not_after=now + DAY)

    assert decide(by_sms, replace(SNAPSHOT, zone=zone), POLICY, now).until == datetime.fromisoformat(morning)
