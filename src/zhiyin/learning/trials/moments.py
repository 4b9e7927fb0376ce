"""What is kept of a group's figures, so that everything else can be told from it: six sums, which add up over days."""

import math
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """Sums over the people of a group: `y` is what is measured, `x` what was known of them before (0 when nothing was). Units are the metric's."""

    n: int = 0
    y: float = 0.0
    yy: float = 0.0
    x: float = 0.0
    xx: float = 0.0
    xy: float = 0.0

    def __add__(self, other: "Moments") -> "Moments":
        return Moments(
            n=self.n + other.n,
            y=self.y + other.y,
            yy=self.yy + other.yy,
            x=self.x + other.x,
            xx=self.xx + other.xx,
            xy=self.xy + other.xy,
        )

    @property
    def mean(self) -> float:
        """What a person of the group comes to, on average; 0 for an empty group."""
        return self.y / self.n if self.n else 0.0

    @property
    def variance(self) -> float:
        """How far people of the group lie apart (unbiased)."""
        return _spread(self.n, self.y, self.y, self.yy)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """By how much a group lies above another: `estimate` with its standard error `error`, both in the metric's unit; `people` as if groups
    were equal.

    `saved`: the part of the variance that was explained by what was known before (0–1).
    """

    estimate: float
    error: float
    people: float
    saved: float = 0.0


def moments(pairs: Iterable[tuple[float, float]]) -> Moments:
    """The sums over people, each told as (what is measured, what was known before)."""
    n, y, yy, x, xx, xy = 0, 0.0, 0.0, 0.0, 0.0, 0.0
    for one, before in pairs:
        n, y, yy = n + 1, y + one, yy + one * one
        x, xx, xy = x + before, xx + before * before, xy + one * before
    return Moments(n=n, y=y, yy=yy, x=x, xx=xx, xy=xy)


def difference(group: Moments, control: Moments) -> Difference | None:
    """The plain difference of means; None while a group has fewer than two people or nobody differs from anybody."""
    return _judged(group, control, theta=0.0)


def adjusted(group: Moments, control: Moments) -> Difference | None:
    """The difference after taking off what was known of people before they were drawn (CUPED; Deng, Xu, Kohavi & Walker, WSDM 2013).

    y' = y - θ (x - mean of x), θ = cov(x, y) / var(x), both within the groups. Chance draws the groups, so x is the same in both on average:
    the estimate stays unbiased and its variance falls by the square of their correlation. Without anything known it is the plain difference.
    """
    inside_xx, inside_xy = (_inside(group, "xx") + _inside(control, "xx"), _inside(group, "xy") + _inside(control, "xy"))
    return _judged(group, control, theta=inside_xy / inside_xx if inside_xx > 0 else 0.0)


def _judged(group: Moments, control: Moments, *, theta: float) -> Difference | None:
    if min(group.n, control.n) < 2:
        return None
    plain = group.variance / group.n + control.variance / control.n
    left = _left(group, theta) / group.n + _left(control, theta) / control.n
    if plain <= 0 or left <= 0:
        return None
    before = group.x / group.n - control.x / control.n
    return Difference(
        estimate=group.mean - control.mean - theta * before,
        error=math.sqrt(left),
        people=4 / (1 / group.n + 1 / control.n),
        saved=max(0.0, 1 - left / plain),
    )


def _left(one: Moments, theta: float) -> float:
    covariance, known = _spread(one.n, one.x, one.y, one.xy), _spread(one.n, one.x, one.x, one.xx)
    return one.variance - 2 * theta * covariance + theta * theta * known


def _inside(one: Moments, which: str) -> float:
    left, right, product = (one.x, one.x, one.xx) if which == "xx" else (one.x, one.y, one.xy)
    return _spread(one.n, left, right, product) * max(0, one.n - 1)


def _spread(n: int, left: float, right: float, product: float) -> float:
    return max(product - left * right / n, 0.0 if left is right else -math.inf) / (n - 1) if n > 1 else 0.0
