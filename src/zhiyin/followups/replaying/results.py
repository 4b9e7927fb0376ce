"""What a replay came to, in figures."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from zhiyin.followups.decide import Verdict
from zhiyin.followups.decide.clocks import zone_of
from zhiyin.followups.journeys import of
from zhiyin.followups.replaying.world import Row, World
from zhiyin.learning.trials.intervals import wilson

CALL, CALL_MINUTES = "call", 10
EXAMPLES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One decision: what this person would have got, or why not."""

    person_id: UUID
    at: datetime
    verdict: str
    reason: str
    channel: str
    triggered_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """How many answers to expect of `asked` questions, with 95 % bounds, from how many of `put` questions were answered. None put: nobody knows."""

    asked: int
    put: int
    answered: int
    low: float
    expected: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What a journey would have come to between two moments, beside the others that run. `per_day`: contacts by day and channel; `decided`: decisions
    by verdict and reason; `lost_to`: to which journeys its contacts lost, a cap's room or for good; `beaten`: which ones lost to it.
    """

    journey: str
    since: datetime
    until: datetime
    facts: int
    entries: int
    contacts: int
    people: int
    per_day: Mapping[date, Mapping[str, int]]
    decided: Mapping[tuple[str, str], int]
    lost_to: Mapping[str, int]
    beaten: Mapping[str, int]
    others: int
    staff_minutes: int
    answers: Answers
    examples: tuple[Example, ...]


def told(world: World, code: str, *, span: tuple[datetime, datetime], zone: str, facts: int, rates: Mapping[str, tuple[int, int]]) -> Replay:  # noqa: PLR0913  all but two by name
    """The figures of one journey. `rates`: of the questions put on each channel, how many were and how many of them were answered."""
    mine = [row for row in world.rows if row.follow_up.journey == code]
    sent = [row for row in mine if row.decision.verdict == Verdict.SENT]
    days: defaultdict[date, Counter[str]] = defaultdict(Counter)
    for row in sent:
        days[row.at.astimezone(zone_of(zone)).date()][row.decision.channel] += 1
    names = {row.follow_up.id: row.follow_up.journey for row in world.rows}
    losses = [row for row in world.rows if row.decision.reason == "lost_to"]
    winners = [(row.follow_up.journey, names.get(row.decision.gates[-1].facts["lost_to"], "")) for row in losses]
    return Replay(
        journey=code,
        since=span[0],
        until=span[1],
        facts=facts,
        entries=world.entries[code],
        contacts=len(sent),
        people=len({row.follow_up.person_id for row in sent}),
        per_day={day: dict(days[day]) for day in sorted(days)},
        decided=dict(Counter((row.decision.verdict.value, row.decision.reason) for row in mine).most_common()),
        lost_to=dict(Counter(winner for loser, winner in winners if loser == code).most_common()),
        beaten=dict(Counter(loser for loser, winner in winners if winner == code and loser != code).most_common()),
        others=sum(row.decision.verdict == Verdict.SENT for row in world.rows) - len(sent),
        staff_minutes=CALL_MINUTES * sum(row.decision.channel == CALL for row in sent),
        answers=_answers(sent, rates),
        examples=_examples(mine),
    )


def _answers(sent: Sequence[Row], rates: Mapping[str, tuple[int, int]]) -> Answers:
    asked = Counter(row.decision.channel for row in sent if of(row.follow_up).survey)
    low = middle = high = 0.0
    for channel, count in asked.items():
        put, answered = rates.get(channel, (0, 0))
        bounds = wilson(answered, put) if put else None
        low, high = low + count * (bounds.low if bounds else 0), high + count * (bounds.high if bounds else 1)
        middle += count * (answered / put if put else 0)
    put, answered = (sum(rates[channel][place] for channel in asked if channel in rates) for place in (0, 1))
    return Answers(asked=asked.total(), put=put, answered=answered, low=low, expected=middle, high=high)


def _examples(mine: Sequence[Row]) -> tuple[Example, ...]:
    """One of each kind, the commonest kinds first."""
    kinds: Counter[tuple[str, str]] = Counter()
    firsts: dict[tuple[str, str], Row] = {}
    for row in mine:
        kind = (row.decision.verdict.value, row.decision.reason)
        kinds[kind] += 1
        firsts.setdefault(kind, row)
    chosen = [firsts[kind] for kind, _ in kinds.most_common(EXAMPLES)]
    return tuple(
        Example(
            person_id=row.follow_up.person_id,
            at=row.at,
            verdict=row.decision.verdict.value,
            reason=row.decision.reason,
            channel=row.decision.channel,
            triggered_at=row.follow_up.triggered_at,
        )
        for row in chosen
    )
