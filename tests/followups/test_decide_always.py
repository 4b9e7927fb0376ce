"""What holds of every decision, whatever the facts."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.followups.facts import RINGING, Situation, only_time_matters, situations

from zhiyin.followups.decide import SERVICE, TRANSACTIONAL, Cap, Policy, Snapshot, Verdict, decide

often = settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)


def _room(cap: Cap, snapshot: Snapshot, now: datetime) -> bool:
    counted = [each for each in snapshot.contacts if (each.message_class, each.channel in RINGING) == (cap.message_class, cap.interrupting)]
    return sum(each.at > now - timedelta(hours=cap.hours) for each in counted) < cap.most


def _in_quiet_hours(moment: datetime, zone: str, policy: Policy) -> bool:
    local = moment.astimezone(ZoneInfo(zone)).time()
    if policy.quiet_from < policy.quiet_until:
        return policy.quiet_from <= local < policy.quiet_until
    return not policy.quiet_until <= local < policy.quiet_from


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
        mine = [cap for cap in policy.caps if (cap.message_class, cap.interrupting) == (candidate.message_class, rings)]
        assert owed or all(_room(cap, snapshot, now) for cap in mine)
        assert not (rings and _in_quiet_hours(now, snapshot.zone, policy))


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
    order = ("valid", "deadline", "holdout", "consent", "cap", "quiet", "channel")

    assert tuple(gate.name for gate in decision.gates) == order[: len(decision.gates)]
    assert all(gate.ok for gate in decision.gates[:-1])
    assert decision.gates[-1].ok == (decision.verdict == Verdict.SENT)
    assert (decision.until is not None) == (decision.verdict == Verdict.DEFERRED)
