"""A whole year, twelve zones and both nights on which clocks change: nobody is rung at night, late, or too often."""

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from zhiyin.followups.decide import MARKETING, SURVEY, Budget, Candidate, Cap, Contact, Decision, Permission, Policy, Snapshot, Verdict, decide

ZONES = (
    "UTC", "America/New_York", "America/Los_Angeles", "America/Santiago", "America/St_Johns", "Europe/Berlin", "Europe/London", "Asia/Shanghai",
    "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Auckland", "Pacific/Apia",
)  # fmt: skip
RINGING = frozenset({"sms", "email"})
CAPS = (
    Cap(message_class=SURVEY, interrupting=True, most=2, hours=7 * 24),
    Cap(message_class=SURVEY, interrupting=False, most=3, hours=24),
    Cap(message_class=MARKETING, interrupting=True, most=1, hours=7 * 24),
    Cap(channel="sms", most=3, hours=14 * 24),
    Cap(most=12, hours=30 * 24),
)
POLICY = Policy(id=1, caps=CAPS, quiet_from=time(22), quiet_until=time(8), interrupting=RINGING)
OWN = Budget(caps=(Cap(most=5, hours=30 * 24, own=True),), quiet=(time(12, 30), time(14)))
YES = Permission(allowed=True)
PEOPLE, OCCASIONS = 108, 80
YEAR = datetime(2026, 1, 1, tzinfo=UTC)


def _own(person: int) -> Budget:
    """In each zone one of three has wishes of their own."""
    return OWN if person // len(ZONES) % 3 == 1 else Budget()


def _occasions(person: int) -> list[tuple[datetime, int, Candidate]]:
    """What one person's year brings: questions and offers at any hour, with deadlines from two hours to twelve days."""
    chance = Random(person)
    made = []
    for number in range(OCCASIONS):
        due = YEAR + timedelta(minutes=chance.randrange(365 * 24 * 60))
        channels = chance.choice([("sms",), ("email", "sms"), ("inapp", "sms"), ("inapp",)])
        message_class, deadline = chance.choice([SURVEY, MARKETING]), timedelta(hours=chance.choice([2, 12, 24, 72, 288]))
        candidate = Candidate(
            purpose="feedback", message_class=message_class, channels=channels, not_after=due + deadline, asks=False, own_case=False,
            id=number + 1, value=chance.random(), due_at=due,
        )  # fmt: skip
        made.append((due, number, candidate))
    return made


def _lived(person: int) -> tuple[list[tuple[Candidate, Decision, datetime]], list[Contact]]:
    """Every decision of the year, one after the other, what was put off coming back when it was promised."""
    waiting, decisions, contacts = sorted(_occasions(person), key=lambda each: each[:2]), [], list[Contact]()
    snapshot = Snapshot(
        zone=ZONES[person % len(ZONES)], cancelled_by="", held_out=False, bucket=0, holdout_percent=0,
        permissions=dict.fromkeys(("inapp", *RINGING), YES), open_case=None, contacts=(),
        reachable=frozenset({"inapp", *RINGING}), budget=_own(person),
    )  # fmt: skip
    while waiting:
        now, number, candidate = waiting.pop(0)
        recent = tuple(each for each in contacts if each.at > now - timedelta(days=31))
        decision = decide(candidate, replace(snapshot, contacts=recent), POLICY, now)
        decisions.append((candidate, decision, now))
        if decision.verdict == Verdict.SENT:
            contacts.append(
                Contact(at=now, channel=decision.channel, message_class=candidate.message_class, purpose="feedback", follow_up=candidate.id)
            )
        elif decision.until is not None:
            waiting.append((decision.until, number, replace(candidate, due_at=decision.until)))
            waiting.sort(key=lambda each: each[:2])
    return decisions, contacts


def most_in_any_window(moments: list[datetime], hours: int) -> int:
    window = timedelta(hours=hours)
    return max((sum(start <= each < start + window for each in moments) for start in moments), default=0)


def test_a_year_of_contacts_has_none_at_night_none_late_and_nobody_over_a_cap() -> None:
    sent, reasons = 0, defaultdict[str, int](int)
    for person in range(PEOPLE):
        decisions, contacts = _lived(person)
        own, place = _own(person), ZoneInfo(ZONES[person % len(ZONES)])
        spans = ((time(22), time(8)), *((own.quiet,) if own.quiet else ()))
        for candidate, decision, now in decisions:
            reasons[decision.reason] += 1
            if decision.verdict == Verdict.SENT:
                sent += 1
                assert now <= candidate.not_after
                local = now.astimezone(place).time()
                assert decision.channel == "inapp" or not any(within(local, span) for span in spans), (person, now)
        for cap in (*CAPS, *own.caps):
            counted = [each.at for each in contacts if cap.covers(each, RINGING)]
            assert most_in_any_window(counted, cap.hours) <= cap.most, (person, cap)
        assert len({candidate.id for candidate, decision, _ in decisions if decision.verdict != Verdict.DEFERRED}) == OCCASIONS
    assert sent > 3_000
    assert {"quiet", "cap", "no_slot.quiet", "no_slot.cap"} <= set(reasons)


def within(local: time, span: tuple[time, time]) -> bool:
    starts, ends = span
    return starts <= local < ends if starts < ends else not ends <= local < starts
