"""Figures as shapes: where each bar begins and ends. Templates draw them; no words here that a table does not have."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from zhiyin.kit.money import ASSETS

CHART_WIDTH = 340
BASE_LINE = 160
BAR_HEIGHT_MAX = 128
GAP = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One month's bar, in the chart's own units. `amount` is short: whole units of the currency."""

    month: date
    amount_minor: int
    amount: str
    chosen: bool
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        """Where its words stand."""
        return self.x + self.width / 2


def columns(months: Sequence[tuple[date, int]], *, chosen: date, asset: str) -> tuple[Column, ...]:
    """A bar for each month, the highest one filling the height."""
    highest = max((amount for _, amount in months), default=0) or 1
    step = CHART_WIDTH / max(len(months), 1)
    return tuple(
        Column(
            month=month,
            amount_minor=amount,
            amount=_short(amount, asset),
            chosen=month == chosen,
            x=round(place * step + GAP / 2, 1),
            y=round(BASE_LINE - BAR_HEIGHT_MAX * amount / highest, 1),
            width=round(step - GAP, 1),
            height=round(BAR_HEIGHT_MAX * amount / highest, 1),
        )
        for place, (month, amount) in enumerate(months)
    )


def _short(amount_minor: int, asset: str) -> str:
    return f"{ASSETS[asset].symbol}{round(amount_minor / 10 ** ASSETS[asset].scale):,}"


def percent_of(amount_minor: int, most_minor: int) -> float:
    """How long a bar is when the longest is 100."""
    return round(100 * amount_minor / most_minor, 1) if most_minor else 0
