"""Whether, when and where a follow-up reaches its person. A pure function of what is known at one moment: no clock, no database.

The same function decides live, in a dry run and in a replay. Gates in their order: valid, deadline, holdout, consent, cap, quiet, channel; the
first that says no decides, and every gate looked at is on record with the facts it judged by.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

TRANSACTIONAL, SERVICE, SURVEY, MARKETING = "transactional", "service", "survey", "marketing"
OWED = frozenset({TRANSACTIONAL, SERVICE})  # what we owe a person is never held out and never capped
FAR = datetime.max.replace(tzinfo=UTC)
STEPS_MAX = 32


class Verdict(StrEnum):
    """What becomes of a follow-up that is due."""

    SENT = "sent"
    DEFERRED = "deferred"
    SUPPRESSED = "suppressed"
    HELD_OUT = "held_out"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """At most `most` contacts of a class in any `hours`, counted apart for channels that interrupt and for those that do not."""

    message_class: str
    interrupting: bool
    most: int
    hours: int

    @property
    def window(self) -> timedelta:
        """The rolling time that is looked at."""
        return timedelta(hours=self.hours)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How often and when people may be reached. Quiet hours are the person's local time and hold for `interrupting` channels."""

    id: int
    caps: tuple[Cap, ...]
    quiet_from: time
    quiet_until: time
    interrupting: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """What the person said of the purpose on one channel."""

    allowed: bool
    since: datetime | None = None
    wording: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One time the person was reached."""

    at: datetime
    channel: str
    message_class: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A follow-up that is due. `channels` in the order of preference; `asks`: it puts a question; `own_case`: it belongs to the person's case."""

    purpose: str
    message_class: str
    channels: tuple[str, ...]
    not_after: datetime
    asks: bool
    own_case: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What is known of the person at that moment. `cancelled_by`: why the follow-up has lost its point (empty: it has not)."""

    zone: str
    cancelled_by: str
    held_out: bool
    bucket: int
    holdout_percent: int
    permissions: Mapping[str, Permission]
    open_case: int | None
    contacts: tuple[Contact, ...]
    reachable: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """One question that was asked of the candidate, and the facts that answered it (plain JSON values)."""

    name: str
    ok: bool
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The verdict with its reason and all gates passed on the way. `channel` is set when sent, `until` when deferred."""

    verdict: Verdict
    reason: str
    gates: tuple[Gate, ...]
    channel: str = ""
    until: datetime | None = None


def decide(candidate: Candidate, snapshot: Snapshot, policy: Policy, now: datetime) -> Decision:
    """What becomes of the candidate at `now` (aware). A deferral always ends before the candidate's deadline; else it expires at once."""
    passed: list[Gate] = []
    for gate, verdict, reason in _plain_gates(candidate, snapshot, now):
        passed.append(gate)
        if not gate.ok:
            return Decision(verdict=verdict, reason=reason, gates=tuple(passed))
    consented = tuple(channel for channel in candidate.channels if _allowed(snapshot, channel))
    channels = tuple(channel for channel in consented if channel in snapshot.reachable) or consented
    for gate in _slot_gates(candidate, snapshot, policy, now, channels):
        passed.append(gate)
        if not gate.ok:
            until = min(_slot(candidate, snapshot, policy, now, channel) for channel in channels)
            return _postponed(gate.name, until, candidate.not_after, tuple(passed))
    free = [channel for channel in channels if _slot(candidate, snapshot, policy, now, channel) == now]
    chosen = next((channel for channel in free if channel in snapshot.reachable), "")
    passed.append(Gate(name="channel", ok=bool(chosen), facts={"chosen": chosen, "tried": free}))
    if not chosen:
        return Decision(verdict=Verdict.SUPPRESSED, reason="no_channel", gates=tuple(passed))
    return Decision(verdict=Verdict.SENT, reason="", gates=tuple(passed), channel=chosen)


def _plain_gates(candidate: Candidate, snapshot: Snapshot, now: datetime) -> Iterable[tuple[Gate, Verdict, str]]:
    """The gates before timing: what each says, and the verdict when it says no."""
    by = snapshot.cancelled_by
    yield Gate(name="valid", ok=not by, facts={"cancelled_by": by} if by else {}), Verdict.CANCELLED, by
    yield Gate(name="deadline", ok=now <= candidate.not_after, facts={"not_after": _iso(candidate.not_after)}), Verdict.EXPIRED, "deadline"
    yield _holdout(candidate, snapshot), Verdict.HELD_OUT, "holdout"
    consent = _consent(candidate, snapshot)
    yield consent, Verdict.SUPPRESSED, "open_case" if "open_case" in consent.facts else "no_consent"


def _holdout(candidate: Candidate, snapshot: Snapshot) -> Gate:
    if candidate.message_class in OWED:
        return Gate(name="holdout", ok=True, facts={"exempt": candidate.message_class})
    return Gate(name="holdout", ok=not snapshot.held_out, facts={"bucket": snapshot.bucket, "percent": snapshot.holdout_percent})


def _consent(candidate: Candidate, snapshot: Snapshot) -> Gate:
    if snapshot.open_case is not None and candidate.asks and not candidate.own_case:
        return Gate(name="consent", ok=False, facts={"purpose": candidate.purpose, "open_case": snapshot.open_case})
    said = {channel: snapshot.permissions.get(channel, Permission(allowed=False)) for channel in candidate.channels}
    best = next((permission for permission in said.values() if permission.allowed), None)
    facts: dict[str, Any] = {"purpose": candidate.purpose, "channels": {channel: permission.allowed for channel, permission in said.items()}}
    if best is not None:
        facts |= {"since": _iso(best.since) if best.since else None, "wording": best.wording}
    return Gate(name="consent", ok=best is not None, facts=facts)


def _slot_gates(candidate: Candidate, snapshot: Snapshot, policy: Policy, now: datetime, channels: tuple[str, ...]) -> Iterable[Gate]:
    """Cap, then quiet hours among the channels that the cap leaves."""
    if candidate.message_class in OWED:
        under = channels
        yield Gate(name="cap", ok=True, facts={"exempt": candidate.message_class})
    else:
        uses = [use for channel in channels for use in _uses(candidate, snapshot, policy, channel, now)]
        under = tuple(channel for channel in channels if _free_at(candidate, snapshot, policy, channel, now) <= now)
        yield Gate(name="cap", ok=bool(under), facts={"class": candidate.message_class, "uses": uses})
    heard = [channel for channel in under if channel in policy.interrupting]
    if len(heard) < len(under):
        yield Gate(name="quiet", ok=True, facts={"exempt": [channel for channel in under if channel not in policy.interrupting]})
        return
    ends = quiet_ends(now, zone=snapshot.zone, policy=policy)
    local = now.astimezone(ZoneInfo(snapshot.zone))
    facts = {"zone": snapshot.zone, "local": local.strftime("%H:%M"), "from": f"{policy.quiet_from:%H:%M}", "until": f"{policy.quiet_until:%H:%M}"}
    yield Gate(name="quiet", ok=ends == now, facts=facts | ({} if ends == now else {"ends": _iso(ends)}))


def _postponed(gate: str, until: datetime, not_after: datetime, gates: tuple[Gate, ...]) -> Decision:
    if until > not_after:
        return Decision(verdict=Verdict.EXPIRED, reason=f"no_slot.{gate}", gates=gates)
    return Decision(verdict=Verdict.DEFERRED, reason=gate, gates=gates, until=until)


def _slot(candidate: Candidate, snapshot: Snapshot, policy: Policy, now: datetime, channel: str) -> datetime:
    """The first moment from `now` on at which neither cap nor quiet hours stand against the channel."""
    moment = now
    for _ in range(STEPS_MAX):
        later = _free_at(candidate, snapshot, policy, channel, moment)
        if later < FAR and channel in policy.interrupting:
            later = quiet_ends(later, zone=snapshot.zone, policy=policy)
        if later in (moment, FAR):
            return later
        moment = later
    return FAR


def _free_at(candidate: Candidate, snapshot: Snapshot, policy: Policy, channel: str, now: datetime) -> datetime:
    """The first moment from `now` on at which every cap leaves room for one more contact, if nobody else takes it."""
    free = now
    if candidate.message_class in OWED:
        return free
    for cap in _caps(candidate, policy, channel):
        counted = _counted(cap, snapshot, policy, now)
        if len(counted) >= cap.most:
            free = max(free, counted[len(counted) - cap.most] + cap.window if cap.most else FAR)
    return free


def _uses(candidate: Candidate, snapshot: Snapshot, policy: Policy, channel: str, now: datetime) -> Iterable[dict[str, Any]]:
    for cap in _caps(candidate, policy, channel):
        yield {"channel": channel, "used": len(_counted(cap, snapshot, policy, now)), "most": cap.most, "hours": cap.hours}


def _caps(candidate: Candidate, policy: Policy, channel: str) -> list[Cap]:
    interrupts = channel in policy.interrupting
    return [cap for cap in policy.caps if cap.message_class == candidate.message_class and cap.interrupting == interrupts]


def _counted(cap: Cap, snapshot: Snapshot, policy: Policy, now: datetime) -> list[datetime]:
    """When the contacts were that the cap counts at `now`, the oldest first."""
    return sorted(
        contact.at
        for contact in snapshot.contacts
        if contact.message_class == cap.message_class
        and (contact.channel in policy.interrupting) == cap.interrupting
        and contact.at > now - cap.window
    )


def quiet_ends(moment: datetime, *, zone: str, policy: Policy) -> datetime:
    """The moment itself when it is not in quiet hours, else the first one after it that is not. Days on which clocks change included."""
    place = ZoneInfo(zone)
    local = moment.astimezone(place)
    if not _is_quiet(local.time(), policy):
        return moment
    mornings = (
        datetime.combine(local.date() + timedelta(days=days), policy.quiet_until, tzinfo=place).replace(fold=fold).astimezone(UTC)
        for days in (0, 1, 2)
        for fold in (0, 1)
    )
    return min(end for end in mornings if end > moment and not _is_quiet(end.astimezone(place).time(), policy))


def _is_quiet(local: time, policy: Policy) -> bool:
    starts, ends = policy.quiet_from, policy.quiet_until
    if starts <= ends:
        return starts <= local < ends
    return local >= starts or local < ends


def _allowed(snapshot: Snapshot, channel: str) -> bool:
    permission = snapshot.permissions.get(channel)
    return permission is not None and permission.allowed


def _iso(moment: datetime) -> str:
    return moment.isoformat()
