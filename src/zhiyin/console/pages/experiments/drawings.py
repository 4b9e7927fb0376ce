"""Intervals day by day, and the steps of a journey, drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from zhiyin.console.pages.experiments.words import change
from zhiyin.experiments.queries import Comparison, ExperimentDetail
from zhiyin.followups.queries.measures import Steps
from zhiyin.kit import charts, formats
from zhiyin.kit.charts import Drawing, Point

TOP, ROOM = 14.0, 170.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """An interval of a day: `x` in percent, the rest in pixels; its figures in words."""

    x: float
    top: float
    height: float
    dot: float
    day: date
    low: str
    high: str
    estimate: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """The intervals of an arm over its days, and where "no difference" lies."""

    strokes: tuple[Stroke, ...]
    zero: float
    height: float
    highest: str
    lowest: str


def band(comparison: Comparison, asked: ExperimentDetail) -> Band | None:
    """The drawing of an arm beside the control; None while there is nothing to draw."""
    if not comparison.days:
        return None
    low, high = (min(0.0, *(seen.interval.low for seen in comparison.days)), max(0.0, *(seen.interval.high for seen in comparison.days)))
    # The first days know little: what they do not know must not press the rest flat.
    limit = 4 * max(abs(comparison.days[-1].interval.low), abs(comparison.days[-1].interval.high), 1e-9)
    low, high = max(low, -limit), min(high, limit)

    def place(value: float) -> float:
        return round(TOP + ROOM * (high - min(max(value, low), high)) / (high - low), 1)

    def told(value: float) -> str:
        return change(value, asked.metric, asked.asset)

    step = 100 / len(comparison.days)
    strokes = tuple(
        Stroke(
            x=round((number + 0.5) * step, 2),
            top=place(seen.interval.high),
            height=max(2.0, round(place(seen.interval.low) - place(seen.interval.high), 1)),
            dot=place(seen.interval.estimate),
            day=seen.day,
            low=told(seen.interval.low),
            high=told(seen.interval.high),
            estimate=told(seen.interval.estimate),
        )
        for number, seen in enumerate(comparison.days)
    )
    return Band(strokes=strokes, zero=place(0.0), height=TOP + ROOM + TOP, highest=told(high), lowest=told(low))


def steps(journey: Steps, name: str) -> Drawing:
    """The steps of a journey's contacts, each beside those planned."""
    named = (
        (pgettext("funnel", "Planned"), journey.planned),
        (pgettext("funnel", "Due"), journey.due),
        (pgettext("funnel", "Sent"), journey.sent),
        (pgettext("funnel", "Delivered"), journey.delivered),
        (pgettext("funnel", "Seen"), journey.seen),
        (pgettext("funnel", "Answered"), journey.answered),
        (pgettext("funnel", "Resolved"), journey.resolved),
    )
    points = tuple(Point(label=label, title=label, value=count, said=_part(count, journey.planned)) for label, count in named)
    return Drawing(message=name, about=_("From planned to resolved"), head=(_("Step"), _("Contacts")), points=points, bars=charts.bars(points))


def weeks(counts: Mapping[int, int]) -> Drawing:
    """How many contacts people had in a week."""
    most = 5
    folded = {number: sum(count for contacts, count in counts.items() if min(contacts, most) == number) for number in range(1, most + 1)}
    total = sum(folded.values())
    points = tuple(
        Point(label=f"{number}{'+' if number == most else ''}", title=str(number), value=count, said=_part(count, total), strong=number < 3)
        for number, count in folded.items()
    )
    several = sum(count for number, count in folded.items() if number > 2)
    message = _("%(share)s had three or more contacts in a week") % {"share": _share(several, total)} if total else _("Nobody was reached")
    about = _("Contacts of a person in a week, of those who had any")
    return Drawing(message=message, about=about, head=(_("Contacts"), _("Weeks of people")), points=points, bars=charts.bars(points))


def csv_steps(journeys: Sequence[Steps]) -> list[tuple[object, ...]]:
    """The same figures as rows of a file: journey, step, reason, count."""
    names = ("planned", "due", "sent", "delivered", "seen", "answered", "resolved", "stopped")
    rows: list[tuple[object, ...]] = []
    for each in journeys:
        rows += [(each.journey, name, "", getattr(each, name)) for name in names]
        rows += [(each.journey, "gated", reason, count) for reason, count in sorted(each.gated.items())]
    return rows


def _part(part: int, whole: int) -> str:
    return f"{formats.whole(part, language=get_language() or 'en')} · {_share(part, whole)}"


def _share(part: int, whole: int) -> str:
    return f"{round(100 * part / whole) if whole else 0} %"
