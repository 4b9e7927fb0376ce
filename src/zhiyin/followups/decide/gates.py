"""The gates: each looks at one thing, says yes or no, and names the facts it judged by."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from zhiyin.followups.decide.clocks import caps, counts, free_at, is_quiet, quiet_ends, spans, zone_of
from zhiyin.followups.decide.facts import MARKETING, OWED, SURVEY, Candidate, Contact, Gate, Permission, Policy, Snapshot, Verdict

MUTED = frozenset({SURVEY, MARKETING})  # while a case is open, that comes first
RIVALS_NAMED_MAX = 5


def about_the_person(candidate: Candidate, snapshot: Snapshot, now: datetime) -> Iterable[tuple[Gate, Verdict, str]]:
    """The gates before timing: what each says, and the verdict and reason when it says no."""
    by = snapshot.cancelled_by
    yield Gate(name="valid", ok=not by, facts={"cancelled_by": by} if by else {}), Verdict.CANCELLED, by
    yield Gate(name="deadline", ok=now <= candidate.not_after, facts={"not_after": candidate.not_after.isoformat()}), Verdict.EXPIRED, "deadline"
    rule = snapshot.not_eligible
    yield Gate(name="eligible", ok=not rule, facts={"rule": rule} if rule else {}), Verdict.SUPPRESSED, "not_eligible"
    yield _holdout(candidate, snapshot), Verdict.HELD_OUT, "holdout"
    consent = _consent(candidate, snapshot)
    yield consent, Verdict.SUPPRESSED, "open_case" if "open_case" in consent.facts else "no_consent"


def _holdout(candidate: Candidate, snapshot: Snapshot) -> Gate:
    if candidate.message_class in OWED and not snapshot.holdout:
        return Gate(name="holdout", ok=True, facts={"exempt": candidate.message_class})
    facts: dict[str, Any] = {"bucket": snapshot.bucket, "percent": snapshot.holdout_percent}
    return Gate(name="holdout", ok=not snapshot.held_out, facts=facts | ({"of": snapshot.holdout} if snapshot.holdout else {}))


def _consent(candidate: Candidate, snapshot: Snapshot) -> Gate:
    muted = candidate.asks or candidate.message_class in MUTED
    if snapshot.open_case is not None and muted and not candidate.own_case:
        return Gate(name="consent", ok=False, facts={"purpose": candidate.purpose, "open_case": snapshot.open_case})
    said = {channel: snapshot.permissions.get(channel, Permission(allowed=False)) for channel in candidate.channels}
    best = next((permission for permission in said.values() if permission.allowed), None)
    facts: dict[str, Any] = {"purpose": candidate.purpose, "channels": {channel: permission.allowed for channel, permission in said.items()}}
    if best is not None:
        facts |= {"since": best.since.isoformat() if best.since else None, "wording": best.wording}
    return Gate(name="consent", ok=best is not None, facts=facts)


def cap(candidate: Candidate, snapshot: Snapshot, policy: Policy, now: datetime, channels: tuple[str, ...]) -> Gate:
    """Whether a channel has room, leaving aside what better ones took while this one was due: of those the next gate tells."""
    if candidate.message_class in OWED:
        return Gate(name="cap", ok=True, facts={"exempt": candidate.message_class})
    paused = snapshot.budget.paused_until
    if paused is not None and paused > now:
        return Gate(name="cap", ok=False, facts={"paused_until": paused.isoformat()})
    alone = replace(snapshot, contacts=tuple(each for each in snapshot.contacts if not _won(each, candidate, now)))
    room = _has_room(candidate, alone, policy, now, channels)
    # The true counts, unless it is the better ones alone that filled a cap.
    counted = alone if room and not _has_room(candidate, snapshot, policy, now, channels) else snapshot
    return Gate(name="cap", ok=room, facts={"class": candidate.message_class, "uses": list(_uses(candidate, counted, policy, now, channels))})


def arbitration(candidate: Candidate, snapshot: Snapshot, policy: Policy, now: datetime, channels: tuple[str, ...]) -> Gate:
    """Whether there is room still after the better ones. The winner and both values are named; so are those it goes before."""
    if candidate.message_class in OWED:
        return Gate(name="arbitration", ok=True, facts={"exempt": candidate.message_class})
    if _has_room(candidate, snapshot, policy, now, channels):
        beaten = [[rival.id, rival.value] for rival in snapshot.rivals[:RIVALS_NAMED_MAX]]
        return Gate(name="arbitration", ok=True, facts={"value": candidate.value, "beat": beaten} if beaten else {})
    winner = max((each for each in snapshot.contacts if _won(each, candidate, now)), key=lambda each: (each.at, each.value))
    return Gate(name="arbitration", ok=False, facts={"lost_to": winner.follow_up, "theirs": winner.value, "mine": candidate.value})


def quiet(candidate: Candidate, snapshot: Snapshot, policy: Policy, now: datetime, channels: tuple[str, ...]) -> Gate:
    """Whether one of the channels that have room may be used at this hour where the person is."""
    under = [channel for channel in channels if free_at(candidate, snapshot, policy, channel, now) <= now]
    silent = [channel for channel in under if channel not in policy.interrupting]
    local = now.astimezone(zone_of(snapshot.zone))
    span = next((each for each in spans(policy, snapshot) if is_quiet(local.time(), each)), spans(policy, snapshot)[0])
    facts = {"zone": snapshot.zone, "local": f"{local:%H:%M}", "from": f"{span[0]:%H:%M}", "until": f"{span[1]:%H:%M}"}
    ends = quiet_ends(now, zone=snapshot.zone, spans=spans(policy, snapshot))
    if silent:
        held = {"held": [channel for channel in under if channel in policy.interrupting], "ends": ends.isoformat()} | facts
        return Gate(name="quiet", ok=True, facts={"exempt": silent} | (held if ends != now and len(silent) < len(under) else {}))
    return Gate(name="quiet", ok=ends == now, facts=facts | ({} if ends == now else {"ends": ends.isoformat()}))


def _has_room(candidate: Candidate, snapshot: Snapshot, policy: Policy, now: datetime, channels: tuple[str, ...]) -> bool:
    return any(free_at(candidate, snapshot, policy, channel, now) <= now for channel in channels)


def _won(contact: Contact, candidate: Candidate, now: datetime) -> bool:
    """Whether that contact is of a follow-up that went before this one while both were due."""
    since = candidate.due_at or now
    return bool(contact.follow_up) and contact.follow_up != candidate.id and contact.at >= since and contact.value >= candidate.value


def _uses(candidate: Candidate, snapshot: Snapshot, policy: Policy, now: datetime, channels: tuple[str, ...]) -> Iterable[dict[str, Any]]:
    for channel in channels:
        for each in caps(candidate, snapshot, policy, channel):
            scope = {name: value for name, value in (("purpose", each.purpose), ("of", each.channel), ("own", each.own)) if value}
            everything = {} if each.message_class else {"all": True}
            used = len(counts(each, snapshot.contacts, policy, now))
            yield {"channel": channel, "used": used, "most": each.most, "hours": each.hours} | scope | everything
