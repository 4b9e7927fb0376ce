"""The geometry of drawings: figures in, places out. Across in percent of the width, down in pixels, so text keeps its size on every screen."""

from collections.abc import Sequence
from dataclasses import dataclass

HEAD = 22.0
FOOT = 22.0
GAP = 0.28
LABELS_MAX = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One figure: its name under the drawing (`label`) and in full (`title`), its value, and the value in words. Not `strong`: drawn pale."""

    label: str
    title: str
    value: int
    said: str
    strong: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """An upright bar: `x`, `width`, `middle` in percent, `y`, `height` in pixels. `speaks`: its value stands above it."""

    point: Point
    x: float
    width: float
    middle: float
    y: float
    height: float
    speaks: bool
    labelled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A lying bar: `y` in pixels, `width` in percent."""

    point: Point
    y: int
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A figure on a course through time: `x` in percent; `y` and the ends of its interval in pixels; `after` is the place of the one before it."""

    point: Point
    x: float
    y: float
    low: float
    high: float
    after: tuple[float, float] | None
    labelled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A height of the scale, in pixels, and what it stands for."""

    y: float
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A drawing with its message, what it is about, and the heads of the table behind it. It has `columns`, `bars`, or `marks` with `ticks`."""

    message: str
    about: str
    head: tuple[str, str]
    points: tuple[Point, ...]
    columns: tuple[Column, ...] = ()
    bars: tuple[Bar, ...] = ()
    marks: tuple[Mark, ...] = ()
    ticks: tuple[Tick, ...] = ()


def columns(points: Sequence[Point], *, height: int = 180) -> tuple[Column, ...]:
    """Upright bars from zero, the tallest filling the height; the tallest and the last one say their value."""
    if not points:
        return ()
    step, top = 100 / len(points), max(*(point.value for point in points), 1)
    room, tallest = height - HEAD - FOOT, max(range(len(points)), key=lambda place: points[place].value)
    every = -(-len(points) // LABELS_MAX)
    last = len(points) - 1
    return tuple(
        Column(
            point=point,
            x=round((place + GAP / 2) * step, 3),
            width=round(step * (1 - GAP), 3),
            middle=round((place + 0.5) * step, 3),
            y=round(HEAD + room * (1 - point.value / top), 1),
            height=round(room * point.value / top, 1),
            # Beside the tallest there is no room for a second value.
            speaks=point.value > 0 and (place == tallest or (place == last and last - tallest > 2)),
            labelled=(last - place) % every == 0,
        )
        for place, point in enumerate(points)
    )


def bars(points: Sequence[Point], *, row: int = 36) -> tuple[Bar, ...]:
    """Lying bars, the longest filling the width, one `row` of pixels each."""
    top = max((point.value for point in points), default=0) or 1
    return tuple(Bar(point=point, y=place * row, width=round(100 * point.value / top, 2)) for place, point in enumerate(points))


def marks(figures: Sequence[tuple[Point, float, float, float]], *, lowest: float, highest: float, height: int = 180) -> tuple[Mark, ...]:
    """A course: each (point, value, low, high) in its turn from left to right, on a scale from `lowest` to `highest`."""
    step, every = 100 / max(len(figures), 1), -(-len(figures) // LABELS_MAX)
    places = [(round((place + 0.5) * step, 3), _up(value, lowest, highest, height)) for place, (_, value, _, _) in enumerate(figures)]
    return tuple(
        Mark(
            point=point,
            x=places[place][0],
            y=places[place][1],
            low=_up(low, lowest, highest, height),
            high=_up(high, lowest, highest, height),
            after=places[place - 1] if place else None,
            labelled=(len(figures) - 1 - place) % every == 0,
        )
        for place, (point, _, low, high) in enumerate(figures)
    )


def ticks(lowest: float, highest: float, *, height: int = 180) -> tuple[Tick, ...]:
    """The ends of a scale and its middle."""
    return tuple(Tick(y=_up(value, lowest, highest, height), said=f"{value:g}") for value in (highest, (highest + lowest) / 2, lowest))


def _up(value: float, lowest: float, highest: float, height: int) -> float:
    return round(HEAD + (height - HEAD - FOOT) * (1 - (value - lowest) / (highest - lowest)), 1)


def change_percent(now: int, before: int) -> int | None:
    """By how many percent `now` is above `before`; None when there was nothing before."""
    return round(100 * (now - before) / before) if before else None
