"""What a person may need next, from how often they bought it and how often everybody buys it.

Counting is close to what anything can tell from the order of purchases ("A Next Basket Recommendation Reality Check", 2021), and a count can be
explained. No day is predicted: a range is told only of habits with at least four gaps, and how much of a usual gap has passed is used to rank, never
to remind by itself.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Literal

HALF_LIFE_DAYS = 28
GAPS_KEPT = 12
GAPS_MIN = 4
RECENT_DAYS = 91
POPULAR_SHARE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """An item was bought on a day."""

    key: str
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """How a person comes back to `key`: `n` days in all, the last one, the decayed count as of some day, and the last gaps in days, newest first."""

    key: str
    n: int
    last_day: date
    decayed: float
    gaps: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """The data behind a choice. interval: usually every `low`–`high` days, last `days` ago. count: `times` in the last 91 days.
    last: last bought `days` ago. popular: `times` people buy it.
    """  # fmt: skip

    kind: Literal["interval", "count", "last", "popular"]
    low: int = 0
    high: int = 0
    days: int = 0
    times: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something to suggest, its score (higher is better; comparable within one ranking only) and the data behind it."""

    key: str
    score: float
    reason: Reason


def habits_of(purchases: Iterable[Purchase], *, as_of: date) -> tuple[Habit, ...]:
    """One person's habits as of the end of a day, by key. Reads only purchases up to that day; their order does not matter.

    A day counts once. Decay: a purchase is worth half as much every 28 days.
    """
    days: dict[str, set[date]] = {}
    for purchase in purchases:
        if purchase.day <= as_of:
            days.setdefault(purchase.key, set()).add(purchase.day)
    return tuple(_habit(key, sorted(own), as_of) for key, own in sorted(days.items()))


def usual_range(gaps: Iterable[int]) -> tuple[int, int] | None:
    """The middle half of the gaps in days (at least half of them lie in it); None when there are fewer than four, too few to speak of a habit."""
    return _middle_half(tuple(gaps))


@lru_cache(4_096)  # a ranking asks three times for each habit
def _middle_half(gaps: tuple[int, ...]) -> tuple[int, int] | None:
    ordered = sorted(gaps)
    if len(ordered) < GAPS_MIN:
        return None
    cut = (len(ordered) - 1) // 4
    return ordered[cut], ordered[-1 - cut]


def readiness(habit: Habit, *, as_of: date) -> float:
    """How much of the usual waiting has passed, 0–1: 1 from the lower end of the usual range on; without a range from the next day on."""
    elapsed = (as_of - habit.last_day).days
    usual = usual_range(habit.gaps)
    return min(1.0, max(0, elapsed) / max(1, usual[0] if usual else 1))


def is_due(habit: Habit, *, as_of: date) -> bool:
    """Whether the usual range has been reached and not long passed (twice its upper end: the habit has ended)."""
    usual = usual_range(habit.gaps)
    return usual is not None and usual[0] <= (as_of - habit.last_day).days <= 2 * usual[1]


def ranked(habits: Iterable[Habit], popular: Mapping[str, int], *, as_of: date, limit: int) -> tuple[Choice, ...]:
    """What to suggest, best first: the person's own decayed count times readiness, plus at most ½ for what everybody buys.

    `popular`: key → how many people buy it. What was bought on the day itself is left out. Ties are broken by key, so the order is always the same.
    """
    most = max(popular.values(), default=0) or 1
    own = {habit.key: habit for habit in habits}
    choices = [_own_choice(habit, popular.get(habit.key, 0) / most, as_of=as_of) for habit in own.values() if habit.last_day < as_of]
    others = [
        Choice(key=key, score=POPULAR_SHARE * people / most, reason=Reason(kind="popular", times=people))
        for key, people in popular.items()
        if key not in own
    ]
    return tuple(sorted([*choices, *others], key=lambda choice: (-choice.score, choice.key))[:limit])


def reason_of(habit: Habit, *, as_of: date) -> Reason:
    """What can honestly be said of a habit: a range with at least four gaps, else how often lately, else when last."""
    days = (as_of - habit.last_day).days
    if usual := usual_range(habit.gaps):
        return Reason(kind="interval", low=usual[0], high=usual[1], days=days)
    if times := _times_lately(habit, days):
        return Reason(kind="count", times=times, days=days)
    return Reason(kind="last", days=days)


def _habit(key: str, days: list[date], as_of: date) -> Habit:
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    decayed = math.fsum(2 ** (-(as_of - day).days / HALF_LIFE_DAYS) for day in days)
    return Habit(key=key, n=len(days), last_day=days[-1], decayed=decayed, gaps=tuple(reversed(gaps[-GAPS_KEPT:])))


def _own_choice(habit: Habit, share: float, *, as_of: date) -> Choice:
    score = habit.decayed * readiness(habit, as_of=as_of) + POPULAR_SHARE * share
    return Choice(key=habit.key, score=score, reason=reason_of(habit, as_of=as_of))


def _times_lately(habit: Habit, days_since: int) -> int:
    ago = accumulate(habit.gaps, initial=days_since)
    return sum(days <= RECENT_DAYS for days in ago)
