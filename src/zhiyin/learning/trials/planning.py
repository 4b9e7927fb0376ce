"""What an experiment can find, told before it begins."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zhiyin.learning.trials.intervals import NORMAL, always, once, planned

POWER = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What is known before: the metric's mean and variance for a person as things are, and the part of the variance that the past explains (0–1)."""

    mean: float
    variance: float
    saved: float = 0.0
    is_share: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """With the `people` reached after that many weeks, a difference of `least` (in the metric's unit) would be found four times in five."""

    week: int
    people: int
    least: float


def least_effect(expected: Expected, people: float, *, shares: tuple[float, float], critical: float, power: float = POWER) -> float:
    """The smallest difference that is found with that power when `people` are divided by `shares` (of the control, of the group).

    (critical + z_power) · √(variance of the difference): the power of the last look alone; earlier looks can only add. For a share of people the
    variance is the one that the difference itself brings about.
    """
    if people <= 0:
        return math.inf
    reach = critical + NORMAL.inv_cdf(power)
    left, effect = 1 - expected.saved, 0.0
    for _ in range(20 if expected.is_share else 1):
        moved = min(max(expected.mean + effect, 0.0), 1.0)
        there = max(moved * (1 - moved), expected.variance) if expected.is_share else expected.variance
        effect = reach * math.sqrt(left * (expected.variance / (people * shares[0]) + there / (people * shares[1])))
    return effect


def people_needed(expected: Expected, effect: float, *, shares: tuple[float, float], critical: float) -> int:
    """How many people it takes to find that difference four times in five."""
    low, high = 0, 2
    while least_effect(expected, high, shares=shares, critical=critical) > effect:
        low, high = high, high * 2
        if high > 10**12:
            break
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if least_effect(expected, middle, shares=shares, critical=critical) <= effect else (middle, high)
    return high


def weeks(expected: Expected, reached: Mapping[int, int], *, shares: tuple[float, float], critical: float) -> tuple[Week, ...]:
    """What could be found after each number of weeks; `reached` tells how many people will have been met by then."""
    return tuple(
        Week(week=week, people=people, least=least_effect(expected, people, shares=shares, critical=critical))
        for week, people in sorted(reached.items())
    )


def first_week(told: Sequence[Week], effect: float) -> int | None:
    """The first week after which that difference can be found; None: not with these people in this time."""
    return next((each.week for each in told if each.least <= effect), None)


def critical_at_end(method: str, *, looks: int, alpha: float, comparisons: int = 1) -> float:
    """How many standard errors the last look of a method needs. `method`: always | planned (that many looks) | once."""
    level = alpha / comparisons
    if method == "always":
        return always(1.0, tuned_for=1.0, alpha=level)
    if method == "planned":
        return planned(tuple((number + 1) / looks for number in range(looks)), alpha=level)[-1]
    return once(level)
