"""Anything that may be known at a moment: candidates, people and policies, on ordinary days and on the nights when clocks change."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from hypothesis import strategies as st

from zhiyin.followups.decide import MARKETING, SERVICE, SURVEY, TRANSACTIONAL, Budget, Candidate, Cap, Contact, Permission, Policy, Snapshot

ZONES = ("UTC", "America/New_York", "Europe/Berlin", "Asia/Shanghai", "Australia/Lord_Howe", "America/Santiago", "Asia/Kolkata", "Pacific/Apia")
CHANNELS = ("inapp", "sms", "email", "push")
RINGING = frozenset({"sms", "email", "push"})
QUIET_HOURS = [(time(22), time(8)), (time(0), time(6)), (time(12, 30), time(13)), (time(23, 45), time(1, 30)), (time(2), time(3))]
Situation = tuple[Candidate, Snapshot, Policy, datetime]

classes = st.sampled_from([SURVEY, SURVEY, MARKETING, SERVICE, TRANSACTIONAL])
mostly = st.sampled_from([True] * 7 + [False])
moments = st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001  Hypothesis wants naive bounds
switches = st.sampled_from(  # the nights on which clocks change in some of the zones
    [datetime(2026, *day, tzinfo=UTC) for day in ((3, 8), (3, 29), (4, 5), (9, 6), (10, 4), (10, 25), (11, 1))]
).flatmap(lambda day: st.integers(-720, 2160).map(lambda minutes: day + timedelta(minutes=minutes)))
lists_of_channels = st.lists(st.sampled_from(CHANNELS), min_size=1, max_size=4, unique=True).map(tuple)
scopes = {"purpose": st.sampled_from(["", "", "feedback", "offers"]), "channel": st.sampled_from(["", "", *CHANNELS])}
caps = st.builds(
    Cap,
    message_class=st.one_of(classes, st.just("")),
    interrupting=st.sampled_from([True, False, None]),
    most=st.integers(0, 4),
    hours=st.integers(1, 720),
    **scopes,
)


def contacts(now: datetime) -> st.SearchStrategy[Contact]:
    """A contact of the last forty days."""
    ago = st.integers(0, 40 * 24 * 60).map(lambda minutes: now - timedelta(minutes=minutes))
    who = {"follow_up": st.integers(0, 3), "value": st.sampled_from([0.1, 0.5, 0.9]), "purpose": st.sampled_from(["feedback", "offers"])}
    return st.builds(Contact, at=ago, channel=st.sampled_from(CHANNELS), message_class=classes, **who)


@st.composite
def candidates(draw: st.DrawFn, now: datetime) -> Candidate:
    """A follow-up, its deadline mostly still ahead."""
    return Candidate(
        purpose="feedback",
        message_class=draw(classes),
        channels=draw(lists_of_channels),
        not_after=now + timedelta(minutes=draw(st.integers(-60, 40 * 24 * 60))),
        asks=draw(st.booleans()),
        own_case=draw(st.booleans()),
        id=9,
        value=0.5,
        due_at=now - timedelta(minutes=draw(st.integers(0, 60 * 24))),
        falls_back=draw(mostly),
        tried=tuple(draw(st.lists(st.sampled_from(CHANNELS), max_size=1))) if not draw(mostly) else (),
    )


@st.composite
def budgets(draw: st.DrawFn, now: datetime) -> Budget:
    """What the person set: mostly nothing."""
    if draw(mostly):
        return Budget()
    return Budget(
        caps=tuple(replace(cap, own=True) for cap in draw(st.lists(caps, max_size=2))),
        paused_until=draw(st.sampled_from([None, now - timedelta(days=1), now + timedelta(hours=30)])),
        quiet=draw(st.sampled_from([None, (time(12), time(14)), (time(8), time(22))])),
    )


@st.composite
def snapshots(draw: st.DrawFn, now: datetime) -> Snapshot:
    """A person, mostly willing."""
    return Snapshot(
        zone=draw(st.sampled_from(ZONES)),
        cancelled_by="" if draw(mostly) else "CaseClosed",
        held_out=not draw(mostly),
        bucket=0,
        holdout_percent=5,
        permissions={channel: Permission(allowed=draw(mostly)) for channel in CHANNELS if draw(mostly)},
        open_case=None if draw(mostly) else 1001,
        contacts=tuple(draw(st.lists(contacts(now), max_size=8))),
        reachable=frozenset(channel for channel in CHANNELS if draw(mostly)),
        not_eligible="" if draw(mostly) else "silent",
        budget=draw(budgets(now)),
    )


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """Caps and quiet hours of any kind."""
    starts, ends = draw(st.sampled_from(QUIET_HOURS))
    return Policy(id=1, caps=tuple(draw(st.lists(caps, max_size=4))), quiet_from=starts, quiet_until=ends, interrupting=RINGING)


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    """What `decide` is given."""
    now = draw(st.one_of(moments, switches))
    return draw(candidates(now)), draw(snapshots(now)), draw(policies()), now


@st.composite
def only_time_matters(draw: st.DrawFn) -> Situation:
    """A survey for somebody who allowed it on every channel: only caps and quiet hours can stand in its way."""
    candidate, snapshot, policy, now = draw(situations())
    willing = {channel: Permission(allowed=True) for channel in CHANNELS}
    return (
        replace(candidate, message_class=SURVEY, tried=(), not_after=max(candidate.not_after, now)),
        replace(snapshot, cancelled_by="", held_out=False, permissions=willing, open_case=None, not_eligible="", reachable=frozenset(CHANNELS)),
        policy,
        now,
    )
