"""What holds of every decision, whatever the facts."""

import json
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.followups.facts import RINGING, Situation, budgets, only_time_matters, situations

from zhiyin.followups.decide import GATES, OWED, REASONS, SERVICE, TRANSACTIONAL, Budget, Cap, Contact, Snapshot, Verdict, decide, pack, unpack

often = settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)


def _counts(cap: Cap, contact: Contact) -> bool:
    """Whether the contact uses the cap up, told another way than the decision tells it."""
    wrong_class = cap.message_class not in ("", contact.message_class)
    wrong_kind = cap.interrupting is not None and (contact.channel in RINGING) != cap.interrupting
    wrong_place = (cap.purpose and cap.purpose != contact.purpose) or (cap.channel and cap.channel != contact.channel)
    return not (contact.message_class in OWED or wrong_class or wrong_kind or wrong_place)


def _room(cap: Cap, snapshot: Snapshot, now: datetime) -> bool:
    return sum(each.at > now - timedelta(hours=cap.hours) for each in snapshot.contacts if _counts(cap, each)) < cap.most


def _in_quiet_hours(moment: datetime, zone: str, starts: time, ends: time) -> bool:
    local = moment.astimezone(ZoneInfo(zone)).time()
    return starts <= local < ends if starts < ends else not ends <= local < starts


@often
@given(st.one_of(situations(), only_time_matters()))
def test_nothing_is_sent_late_without_consent_over_a_cap_or_ringing_in_quiet_hours(situation: Situation) -> None:
    candidate, snapshot, policy, now = situation
    decision = decide(*situation)

    if decision.verdict == Verdict.SENT:
        rings = decision.channel in policy.interrupting
        owed = candidate.message_class in (SERVICE, TRANSACTIONAL)
        assert now <= candidate.not_after
        assert snapshot.permissions[decision.channel].allowed
        assert decision.channel in snapshot.reachable
        assert not snapshot.cancelled_by
        assert owed or not snapshot.held_out
        assert not snapshot.not_eligible
        assert decision.channel not in candidate.tried
        assert candidate.falls_back or decision.channel == candidate.channels[0]
        this = Contact(at=now, channel=decision.channel, message_class=candidate.message_class, purpose=candidate.purpose)
        assert owed or all(_room(cap, snapshot, now) for cap in (*policy.caps, *snapshot.budget.caps) if _counts(cap, this))
        assert owed or snapshot.budget.paused_until is None or snapshot.budget.paused_until <= now
        silent = [(policy.quiet_from, policy.quiet_until), *([snapshot.budget.quiet] if snapshot.budget.quiet else [])]
        assert not (rings and any(_in_quiet_hours(now, snapshot.zone, *span) for span in silent))


@often
@given(only_time_matters())
def test_a_deferral_ends_before_the_deadline_and_keeps_its_promise(situation: Situation) -> None:
    candidate, snapshot, policy, now = situation
    decision = decide(*situation)

    if decision.verdict == Verdict.DEFERRED:
        assert decision.until is not None
        assert now < decision.until <= candidate.not_after
        assert decide(candidate, snapshot, policy, decision.until).verdict == Verdict.SENT


@often
@given(only_time_matters())
def test_what_expires_for_want_of_a_slot_had_none_at_any_quarter_before_its_deadline(situation: Situation) -> None:
    candidate, snapshot, policy, now = situation

    if decide(*situation).reason.startswith("no_slot"):
        days = min((candidate.not_after - now) // timedelta(minutes=15), 200)
        assert all(decide(candidate, snapshot, policy, now + step * timedelta(minutes=15)).verdict != Verdict.SENT for step in range(days + 1))


@often
@given(situations())
def test_every_decision_names_its_gates_in_order_and_ends_at_the_first_no(situation: Situation) -> None:
    decision = decide(*situation)
    names = [gate.name for gate in decision.gates]

    assert names == sorted(set(names), key=GATES.index)
    assert decision.reason == "channels_failed" or tuple(names) == GATES[: len(names)]
    assert all(gate.ok for gate in decision.gates[:-1])
    assert decision.gates[-1].ok == (decision.verdict == Verdict.SENT)
    assert (decision.until is not None) == (decision.verdict == Verdict.DEFERRED)
    assert decision.reason in REASONS | {"", situation[1].cancelled_by}
    in_full = tuple({"gate": gate.name, "ok": gate.ok, "facts": gate.facts} for gate in decision.gates)
    assert unpack(pack(decision.gates), decision.verdict) == in_full
    assert unpack(json.dumps(in_full), decision.verdict) == in_full  # as they were kept once


@often
@given(situations(), budgets(datetime(2026, 6, 1, tzinfo=UTC)))
def test_what_a_person_sets_only_ever_tightens(situation: Situation, budget: Budget) -> None:
    candidate, snapshot, policy, now = situation

    if decide(candidate, replace(snapshot, budget=budget), policy, now).verdict == Verdict.SENT:
        assert decide(candidate, replace(snapshot, budget=Budget()), policy, now).verdict == Verdict.SENT
