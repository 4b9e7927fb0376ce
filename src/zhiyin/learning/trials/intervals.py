"""How wide the doubt is, in standard errors: for one look, for looks as often as one likes, and for looks on days agreed before."""

import math
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from statistics import NormalDist

from zhiyin.learning.trials.moments import Difference

NORMAL = NormalDist()
GRID = 240
LOOKS_MAX = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """From `low` to `high`, around `estimate`."""

    estimate: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Whether nothing lies within it that would mean "no difference"."""
        return self.low > 0 or self.high < 0


def around(found: Difference, critical: float) -> Interval:
    """The interval of a difference, `critical` standard errors to each side."""
    return Interval(estimate=found.estimate, low=found.estimate - critical * found.error, high=found.estimate + critical * found.error)


def once(alpha: float) -> float:
    """How many standard errors a single look at the end needs."""
    return NORMAL.inv_cdf(1 - alpha / 2)


def always(people: float, *, tuned_for: float, alpha: float) -> float:
    """How many standard errors an interval needs that holds at every look at once, so that anybody may look every day and stop at any of them.

    The normal-mixture boundary: mSPRT turned into a confidence sequence (Robbins 1970; Johari, Pekelis & Walsh 2017), valid for means of any
    distribution as groups grow (Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas 2024):

        sqrt((1 + 1/r) · (ln(1 + r) - 2 ln α)),   r = k · people / tuned_for,   k = ln(-2 ln α) + 1 - 2 ln α

    It is narrowest when `tuned_for` people have been seen, and must be chosen before the first of them.
    """
    ratio = (math.log(-2 * math.log(alpha)) + 1 - 2 * math.log(alpha)) * people / tuned_for
    return math.sqrt((1 + 1 / ratio) * (math.log1p(ratio) - 2 * math.log(alpha))) if ratio > 0 else math.inf


@lru_cache(256)
def planned(shares: tuple[float, ...], *, alpha: float) -> tuple[float, ...]:
    """How many standard errors each of the looks needs that were agreed before, as shares of all people, rising to 1.

    Error is spent as O'Brien & Fleming would (Lan & DeMets 1983): until the share t, 4 · (1 - Φ(z_{1-α/4} / √t)), very little at first.
    The bounds come from integrating over what the looks before left undecided (Armitage, McPherson & Rowe 1969).
    """
    assert shares and shares[0] > 0 and shares[-1] <= 1 and all(one < other for one, other in pairwise(shares))  # noqa: S101, PT018  a programmer's error
    bounds: list[float] = []
    density: list[tuple[float, float]] = [(0.0, 1.0)]
    before = spent = 0.0
    for share in shares:
        spend, deviation = _spent(share, alpha), math.sqrt(share - before)
        bound = _bound(density, deviation, share=share, crossing=spend - spent)
        bounds.append(bound)
        density = _onward(density, deviation, edge=bound * math.sqrt(share))
        before, spent = share, spend
    return tuple(bounds)


def wilson(part: int, whole: int, *, alpha: float = 0.05) -> Interval:
    """The interval of a share of people, right for few and for extremes too (Wilson 1927)."""
    if not whole:
        return Interval(estimate=0.0, low=0.0, high=1.0)
    z, share = once(alpha), part / whole
    middle = (share + z * z / (2 * whole)) / (1 + z * z / whole)
    half = z / (1 + z * z / whole) * math.sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole))
    return Interval(estimate=share, low=max(0.0, middle - half), high=min(1.0, middle + half))


def _spent(share: float, alpha: float) -> float:
    return 4 * (1 - NORMAL.cdf(NORMAL.inv_cdf(1 - alpha / 4) / math.sqrt(share)))


def _bound(density: list[tuple[float, float]], deviation: float, *, share: float, crossing: float) -> float:
    low, high = 0.0, 12.0
    for _ in range(60):
        middle = (low + high) / 2
        edge = middle * math.sqrt(share)
        beyond = math.fsum(
            weight * math.erfc((edge - place) / (deviation * math.sqrt(2))) for place, weight in density
        )  # both sides: it is symmetric
        low, high = (middle, high) if beyond > crossing else (low, middle)
    return (low + high) / 2


def _onward(density: list[tuple[float, float]], deviation: float, *, edge: float) -> list[tuple[float, float]]:
    step, scale = 2 * edge / GRID, 1 / (deviation * math.sqrt(2 * math.pi))
    places = [-edge + step * number for number in range(GRID + 1)]
    return [
        (
            place,
            scale
            * step
            * (1 / 3 if number in (0, GRID) else 4 / 3 if number % 2 else 2 / 3)
            * math.fsum(weight * math.exp(-0.5 * ((place - was) / deviation) ** 2) for was, weight in density),
        )
        for number, place in enumerate(places)
    ]
