"""The overview's drawings: each says one thing, in words made from its figures."""

from collections.abc import Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from zhiyin.followups.queries import Funnel
from zhiyin.kit import charts, formats
from zhiyin.kit.charts import Drawing, Point
from zhiyin.payments.queries import Totals
from zhiyin.surveys.queries import StarSummary

WEEK_DAYS = 7


def payments_by_day(totals: Totals) -> Drawing:
    """Two weeks of payments; the present week strong, the one before it pale."""
    points = tuple(
        Point(label=str(day.day), title=_day(day), value=count, said=_whole(count), strong=place >= len(totals.days) - WEEK_DAYS)
        for place, (day, count, _amount) in enumerate(totals.days)
    )
    week, before = (sum(point.value for point in part) for part in (points[-WEEK_DAYS:], points[:-WEEK_DAYS]))
    return Drawing(
        message=_change(week, before),
        about=_("Payments by day, two weeks"),
        head=(_("Day"), _("Payments")),
        points=points,
        columns=charts.columns(points),
    )


def stars(summary: StarSummary) -> Drawing:
    """How many gave how many stars, five first."""
    points = tuple(
        Point(label="★" * value, title=_("%(stars)s of 5") % {"stars": value}, value=count, said=_part(count, summary.answered), strong=value > 2)
        for value, count in sorted(enumerate(summary.counts, start=1), reverse=True)
    )
    low = sum(summary.counts[:2])
    message = _("%(share)s gave one or two stars") % {"share": _share(low, summary.answered)} if summary.answered else _("Nobody has answered yet")
    return Drawing(
        message=message, about=_("Answers after payments, 30 days"), head=(_("Stars"), _("Answers")), points=points, bars=charts.bars(points)
    )


def funnel(journeys: Sequence[Funnel], seen: int) -> Drawing:
    """How many contacts were planned, and how many of them were sent, seen and answered."""
    planned, sent, answered = (sum(getattr(row, name) for row in journeys) for name in ("planned", "sent", "answered"))
    names = (pgettext("funnel", "Planned"), pgettext("funnel", "Sent"), pgettext("funnel", "Seen"), pgettext("funnel", "Answered"))
    steps = zip(names, (planned, sent, seen, answered), strict=True)
    points = tuple(Point(label=name, title=name, value=count, said=_part(count, planned)) for name, count in steps)
    message = _("%(share)s of those we reached have answered") % {"share": _share(answered, sent)} if sent else _("Nobody was reached yet")
    return Drawing(message=message, about=_("Follow-ups, 30 days"), head=(_("Step"), _("Follow-ups")), points=points, bars=charts.bars(points))


def _change(now: int, before: int) -> str:
    percent = charts.change_percent(now, before)
    if percent is None:
        return _("%(count)s payments in seven days") % {"count": _whole(now)}
    if not percent:
        return _("As many payments as the week before")
    text = _("Payments rose %(percent)s %% over the week before") if percent > 0 else _("Payments fell %(percent)s %% against the week before")
    return text % {"percent": abs(percent)}


def _share(part: int, whole: int) -> str:
    return f"{round(100 * part / whole) if whole else 0} %"


def _part(part: int, whole: int) -> str:
    return f"{_whole(part)} · {_share(part, whole)}"


def _whole(number: int) -> str:
    return formats.whole(number, language=get_language() or "en")


def _day(day: date) -> str:
    zone = get_current_timezone_name()
    return formats.short_day(datetime.combine(day, time(12), ZoneInfo(zone)), zone=zone, language=get_language() or "en")
