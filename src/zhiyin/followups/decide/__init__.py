"""Whether, when and where a follow-up reaches its person. A pure function of what is known at one moment: no clock, no database.

The same function decides live, in a dry run and in a replay. Gates in their order: valid, deadline, eligible, holdout, consent, cap, arbitration,
quiet, channel, content; the first that says no decides, and every gate looked at is on record with the facts it judged by.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from zhiyin.followups.decide import gates
from zhiyin.followups.decide.clocks import first_slot
from zhiyin.followups.decide.facts import (
    FAR,
    MARKETING,
    OWED,
    SERVICE,
    SURVEY,
    TRANSACTIONAL,
    UNSET,
    Budget,
    Candidate,
    Cap,
    Contact,
    Decision,
    Gate,
    Permission,
    Policy,
    Rival,
    Snapshot,
    Span,
    Verdict,
)
from zhiyin.followups.decide.packing import ORDER as GATES
from zhiyin.followups.decide.packing import pack, unpack

__all__ = [
    "FAR",
    "GATES",
    "MARKETING",
    "OWED",
    "REASONS",
    "SERVICE",
    "SURVEY",
    "TRANSACTIONAL",
    "UNSET",
    "Budget",
    "Candidate",
    "Cap",
    "Contact",
    "Decision",
    "Gate",
    "Permission",
    "Policy",
    "Rival",
    "Snapshot",
    "Span",
    "Verdict",
    "decide",
    "pack",
    "rank",
    "unpack",
    "unspoken",
]
# Everything a decision can say beside the fact that cancelled it; each has its sentence for the person.
REASONS = frozenset(
    "deadline not_eligible holdout no_consent open_case cap paused lost_to quiet no_slot.cap no_slot.paused no_slot.quiet no_channel "
    "channels_failed render".split()
)
RENDER_AGAIN = timedelta(minutes=10)


def decide(candidate: Candidate, snapshot: Snapshot, policy: Policy, now: datetime) -> Decision:
    """What becomes of the candidate at `now` (aware). A deferral always ends before the candidate's deadline; else it expires at once."""
    passed: list[Gate] = []
    mine = replace(candidate, channels=_open_to(candidate))
    for gate, verdict, reason in gates.about_the_person(mine, snapshot, now):
        passed.append(gate)
        if not gate.ok:
            if verdict == Verdict.HELD_OUT:
                passed[-1] = replace(gate, facts=gate.facts | _otherwise(candidate, snapshot, policy, now))
            return _left_without(mine, verdict, reason, tuple(passed))
    consented = tuple(channel for channel in mine.channels if _allowed(snapshot, channel))
    channels = tuple(channel for channel in consented if channel in snapshot.reachable) or consented
    for gate in _in_time(mine, snapshot, policy, now, channels):
        passed.append(gate)
        if not gate.ok:
            until = min(first_slot(mine, snapshot, policy, channel, now) for channel in channels)
            return _postponed(gate, until, candidate.not_after, tuple(passed))
    free = [channel for channel in channels if first_slot(mine, snapshot, policy, channel, now) == now]
    chosen = next((channel for channel in free if channel in snapshot.reachable), "")
    tried = {"failed": list(candidate.tried)} if candidate.tried else {}
    passed.append(Gate(name="channel", ok=bool(chosen), facts={"chosen": chosen, "tried": free} | tried))
    if not chosen:
        return _left_without(mine, Verdict.SUPPRESSED, "no_channel", tuple(passed))
    return Decision(verdict=Verdict.SENT, reason="", gates=tuple(passed), channel=chosen)


def rank(candidate: Candidate) -> tuple[float, datetime, int]:
    """In which order the follow-ups of one person are decided: the most valuable first, then the one that has waited longest."""
    return (-candidate.value, candidate.due_at or FAR, candidate.id)


def unspoken(decision: Decision, problem: str, not_after: datetime, now: datetime) -> Decision:
    """The decision to send, taken back because its words cannot be made: again in ten minutes, and failed when that is too late."""
    looked_at = (*decision.gates, Gate(name="content", ok=False, facts={"problem": problem}))
    if now + RENDER_AGAIN > not_after:
        return Decision(verdict=Verdict.FAILED, reason="render", gates=looked_at)
    return Decision(verdict=Verdict.DEFERRED, reason="render", gates=looked_at, until=now + RENDER_AGAIN)


def _open_to(candidate: Candidate) -> tuple[str, ...]:
    """The channels that are left to it."""
    permitted = candidate.channels if candidate.falls_back else candidate.channels[:1]
    return tuple(channel for channel in permitted if channel not in candidate.tried)


def _in_time(candidate: Candidate, snapshot: Snapshot, policy: Policy, now: datetime, channels: tuple[str, ...]) -> Iterable[Gate]:
    """Cap, then the better ones, then quiet hours among the channels that are left."""
    yield gates.cap(candidate, snapshot, policy, now, channels)
    yield gates.arbitration(candidate, snapshot, policy, now, channels)
    yield gates.quiet(candidate, snapshot, policy, now, channels)


def _postponed(gate: Gate, until: datetime, not_after: datetime, passed: tuple[Gate, ...]) -> Decision:
    lost = gate.name == "arbitration"
    reason = "lost_to" if lost else "paused" if "paused_until" in gate.facts else gate.name
    if until <= not_after:
        return Decision(verdict=Verdict.DEFERRED, reason=reason, gates=passed, until=until)
    if lost:
        return Decision(verdict=Verdict.SUPPRESSED, reason=reason, gates=passed)
    return Decision(verdict=Verdict.EXPIRED, reason=f"no_slot.{reason}", gates=passed)


def _left_without(candidate: Candidate, verdict: Verdict, reason: str, passed: tuple[Gate, ...]) -> Decision:
    """Ended by a gate. Where channels were tried and have all failed, that is what is said."""
    if candidate.tried and not candidate.channels and reason in ("no_consent", "no_channel"):
        facts = {"chosen": "", "tried": [], "failed": list(candidate.tried)}
        return Decision(verdict=Verdict.FAILED, reason="channels_failed", gates=(*passed[:-1], Gate(name="channel", ok=False, facts=facts)))
    return Decision(verdict=verdict, reason=reason, gates=passed)


def _otherwise(candidate: Candidate, snapshot: Snapshot, policy: Policy, now: datetime) -> dict[str, object]:
    """What would have become of somebody in the comparison group, so that like is compared with like."""
    would = decide(candidate, replace(snapshot, held_out=False), policy, now)
    facts: dict[str, object] = {"would": would.verdict.value}
    return facts | ({"channel": would.channel} if would.channel else {}) | ({"until": would.until.isoformat()} if would.until else {})


def _allowed(snapshot: Snapshot, channel: str) -> bool:
    permission = snapshot.permissions.get(channel)
    return permission is not None and permission.allowed
