"""What an experiment could find, told before it begins; and what a comparison group tells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from zhiyin.experiments.queries.measuring import Drawn, Measure, of_people
from zhiyin.experiments.queries.reading import ALPHA, PEOPLE_MIN
from zhiyin.learning.trials.intervals import Interval, always, around, wilson
from zhiyin.learning.trials.moments import Moments, adjusted
from zhiyin.learning.trials.planning import Expected, Week, critical_at_end, first_week, people_needed, weeks

# Where the interval of a comparison group that stands for years is narrowest: this many people, as if both groups were equal.
TUNED_FOR = 2_000
LOOKING_BACK = timedelta(days=180)
LIVELY_SQL = """
select distinct person_id from experiments_outcome where at > %s and at <= %s and kind = 'paid'
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What can be found. `expected`: the figure as it is now, of `people` people; `weeks`: the least difference found four times in five by then;
    `week`: the first one after which the wanted difference would be found, None when it is not to be found with these people in that time;
    `needed`: how many people that takes.
    """

    people: int
    expected: Expected
    weeks: tuple[Week, ...]
    week: int | None
    needed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What it does to be contacted: the figure of those `reached` for, beside those `left` alone. `interval` holds at every look; None: too few."""

    reached: Moments
    left: Moments
    interval: Interval | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody would like to find: a difference of at least `least` (the metric's unit) between arms of these `weights`, the first the control,
    read by that `method` (always | planned) with so many `looks`.
    """

    measure: Measure
    weights: tuple[int, ...]
    least: float
    method: str
    looks: int


def outlook(wish: Wish, *, reached: Mapping[int, int], at: datetime) -> Outlook:
    """What such an experiment could find; `reached`: week → people met by then. Two statements.

    What is expected comes from those who paid in the half year before: their figure in the last window, and what the four weeks before it explain.
    """
    known, weights = _now(wish.measure, at=at), wish.weights
    shares = (weights[0] / sum(weights), min(weights[1:]) / sum(weights))
    critical = critical_at_end(wish.method, looks=wish.looks, alpha=ALPHA, comparisons=len(weights) - 1)
    expected = _expected(known, is_share=wish.measure.metric.is_share)
    told = weeks(expected, reached, shares=shares, critical=critical)
    possible = known.n >= 2 and expected.variance > 0
    needed = people_needed(expected, wish.least, shares=shares, critical=critical) if possible else 0
    week = first_week(told, wish.least) if possible else None
    return Outlook(people=known.n, expected=expected, weeks=told if possible else (), week=week, needed=needed)


def effect(drawn: Sequence[Drawn], measure: Measure, *, at: datetime) -> Effect:
    """What those in the arm "reached" did beside those in the arm "left". One statement."""
    sums = of_people(drawn, measure, at=at)
    reached, left = sums.get("reached", Moments()), sums.get("left", Moments())
    found = adjusted(reached, left) if min(reached.n, left.n) >= PEOPLE_MIN else None
    interval = around(found, always(found.people, tuned_for=TUNED_FOR, alpha=ALPHA)) if found else None
    return Effect(reached=reached, left=left, interval=interval)


def _now(measure: Measure, *, at: datetime) -> Moments:
    begin = at - timedelta(days=measure.window_days)
    with connection.cursor() as cursor:
        cursor.execute(LIVELY_SQL, [begin - LOOKING_BACK, begin])
        lively = [Drawn(person_id=row[0], arm="now", at=begin) for row in cursor.fetchall()]
    return of_people(lively, measure, at=at).get("now", Moments())


def _expected(known: Moments, *, is_share: bool) -> Expected:
    if known.n < 2:
        return Expected(mean=0.0, variance=0.0, is_share=is_share)
    between = (known.xy - known.x * known.y / known.n) / (known.n - 1)
    before = (known.xx - known.x * known.x / known.n) / (known.n - 1)
    saved = between * between / (before * known.variance) if before > 0 and known.variance > 0 else 0.0
    return Expected(mean=known.mean, variance=known.variance, saved=min(saved, 0.95), is_share=is_share)


def share(part: int, whole: int) -> Interval:
    """The share of people with its interval at one look (Wilson). No SQL."""
    return wilson(part, whole, alpha=ALPHA)
