"""A journey as a drawing: boxes one under the other, and lines with the outcome that leads along them."""

from collections.abc import Sequence
from dataclasses import dataclass

BOX_WIDTH, BOX_HEIGHT, GAP, LEFT, TURN, LETTER = 264, 54, 46, 8, 40, 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A step. `title` and `note` are its two lines; `y` its upper edge."""

    y: int
    title: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A way from one step to another: the path of the line, and where its label stands."""

    path: str
    label: str
    x: int
    y: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """The whole drawing, in its own units."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


def drawn(boxes: Sequence[tuple[str, str, str]], ways: Sequence[tuple[str, str, str]]) -> Drawn:
    """Boxes as (code, title, note) in their order; ways as (from, to, label). What leads nowhere is left out."""
    places = {code: place for place, (code, _, _) in enumerate(boxes)}
    made = tuple(Box(y=_top(place), title=title, note=note) for place, (_, title, note) in enumerate(boxes))
    known = [(places[start], places[end], label) for start, end, label in ways if start in places and end in places]
    lines = tuple(_line(start, end, label, lane) for lane, (start, end, label) in enumerate(known))
    far = [label for start, end, label in known if end != start + 1]
    width = LEFT + BOX_WIDTH + LEFT + (TURN + max(units(label) for label in far) * LETTER if far else 0)
    return Drawn(width=width, height=_top(len(boxes)) - GAP + 8, boxes=made, lines=lines)


def units(text: str) -> int:
    """How wide a text is: a Chinese sign is as wide as two letters."""
    return sum(2 if letter >= "\u2e80" else 1 for letter in text)


def cut(text: str, *, most: int) -> str:
    """The text, as much of it as has room in so many letters."""
    if units(text) <= most:
        return text
    while units(text) >= most:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _top(place: int) -> int:
    return 4 + place * (BOX_HEIGHT + GAP)


def _line(start: int, end: int, label: str, lane: int) -> Line:
    if end == start + 1:
        x, upper, lower = LEFT + 40 + 24 * (lane % 4), _top(start) + BOX_HEIGHT, _top(end)
        return Line(path=f"M{x} {upper}V{lower - 5}", label=label, x=x + 8, y=(upper + lower) // 2 + 5)
    right, turn = LEFT + BOX_WIDTH, LEFT + BOX_WIDTH + TURN - 8 * (lane % 4)
    upper, lower = _top(start) + BOX_HEIGHT // 2, _top(end) + BOX_HEIGHT // 2
    return Line(path=f"M{right} {upper}H{turn}V{lower}H{right + 5}", label=label, x=turn + 8, y=(upper + lower) // 2 + 5)
