"""What answers come to: shares and scores with their intervals, and what an anonymous questionnaire hides."""

from collections.abc import Collection
from dataclasses import dataclass
from math import sqrt

from zhiyin.surveys.documents.parts import SCALES

CELL_MIN = 10
Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure with the ends of its 95 % interval. `n`: of how many answers."""

    value: float
    low: float
    high: float
    n: int


def share(part: int, whole: int) -> Figure | None:
    """The share in percent, with the interval of E. B. Wilson (Journal of the American Statistical Association 22, 1927); None of nothing."""
    if whole == 0:
        return None
    p, z = part / whole, Z95
    middle, spread = (
        (p + z * z / (2 * whole)) / (1 + z * z / whole),
        z * sqrt(p * (1 - p) / whole + z * z / (4 * whole * whole)) / (1 + z * z / whole),
    )
    return Figure(value=100 * p, low=100 * max(middle - spread, 0), high=100 * min(middle + spread, 1), n=whole)


def score(kind: str, values: Collection[int]) -> Figure | None:
    """The score of a scale: NPS from −100 to 100 (9 and 10 less 0 to 6), the share in percent of the two best steps of CSAT and of thumbs up, else
    the mean. Intervals of NPS and means are ±1.96 standard errors. None of nothing.
    """
    n = len(values)
    if n == 0:
        return None
    if kind in ("csat", "thumbs"):
        least = 4 if kind == "csat" else 1
        return share(sum(value >= least for value in values), n)
    points = [100 * ((value >= 9) - (value <= 6)) for value in values] if kind == "nps" else list(values)
    lowest, highest = (-100, 100) if kind == "nps" else SCALES[kind]
    mean = sum(points) / n
    error = sqrt(sum((point - mean) ** 2 for point in points) / max(n - 1, 1) / n)
    low, high = (mean - Z95 * error, mean + Z95 * error) if n > 1 else (lowest, highest)
    return Figure(value=mean, low=max(low, lowest), high=min(high, highest), n=n)


def veiled(count: int, *, anonymous: bool) -> int | None:
    """A count as it may be shown. Of an anonymous questionnaire: None below ten, else rounded down to tens, so that no difference tells of a few."""
    if not anonymous:
        return count
    return None if count < CELL_MIN else count // CELL_MIN * CELL_MIN


def veiled_figure(figure: Figure | None, *, anonymous: bool) -> Figure | None:
    """As `veiled`: a figure of fewer than ten answers is not shown."""
    if figure is None or not anonymous:
        return figure
    n = veiled(figure.n, anonymous=True)
    return Figure(value=round(figure.value, 1), low=round(figure.low, 1), high=round(figure.high, 1), n=n) if n else None
