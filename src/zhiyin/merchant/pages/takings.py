"""What the shop took: a day by its hours, and the days before it."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import get_current_timezone_name, localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from zhiyin.identity.access import merchant_required
from zhiyin.kit import charts, clock, formats
from zhiyin.merchant.shop import page, shop_at
from zhiyin.payments import queries as payments

OPENING, CLOSING = 8, 20
DAYS = 14
FIRST_YEAR = 2000


@merchant_required
@require_GET
def takings(request: HttpRequest, shop: str) -> HttpResponse:
    """One day's sum, hours and payments; today unless the URL names a day."""
    here, zone = shop_at(request, shop), get_current_timezone_name()
    today = localdate(clock.now())
    day = min(_day(request.GET.get("day", "")) or today, today)
    taken = payments.takings(here.merchant.id, day, zone=zone)
    days = payments.daily_takings(here.merchant.id, until=day, days=DAYS, zone=zone)
    facts = {
        "taken": taken,
        "today": today,
        "role": here.role,
        "silent": here.role == "owner" and any(place.disabled_at for place in payments.endpoints(here.merchant.id)),
        "hours": _hours(taken),
        "days": _days(days, taken.asset),
        "shown": _noon(day),
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1) if day < today else None,
    }
    return page(request, "takings", here.merchant, facts)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year >= FIRST_YEAR else None


def _noon(day: date) -> datetime:
    """A moment of that day where the shop's owner is."""
    return datetime.combine(day, time(12), ZoneInfo(get_current_timezone_name()))


def _hours(taken: payments.Takings) -> charts.Drawing | None:
    if not taken.amount_minor:
        return None
    busy = [hour for hour, amount in enumerate(taken.hours) if amount]
    span = range(min(OPENING, *busy), max(CLOSING, *busy) + 1)
    points = tuple(
        charts.Point(
            label=f"{hour}",
            title=f"{hour}:00–{hour + 1}:00",
            value=taken.hours[hour],
            said=formats.money(taken.hours[hour], taken.asset),
        )
        for hour in span
    )
    best = max(points, key=lambda point: point.value)
    return charts.Drawing(
        message=_("The best hour was %(hour)s") % {"hour": best.title},
        about=_("Takings by hour"),
        head=(_("Hour"), _("Takings")),
        points=points,
        columns=charts.columns(points),
    )


def _days(days: tuple[tuple[date, int, int], ...], asset: str) -> charts.Drawing:
    language, zone = get_language() or "en", get_current_timezone_name()
    points = tuple(
        charts.Point(
            label=str(day.day),
            title=formats.short_day(_noon(day), zone=zone, language=language),
            value=amount,
            said=formats.money(amount, asset),
            strong=place >= DAYS - 7,
        )
        for place, (day, _count, amount) in enumerate(days)
    )
    week, before = sum(point.value for point in points[-7:]), sum(point.value for point in points[:-7])
    return charts.Drawing(
        message=_week_message(week, before, asset),
        about=_("Takings by day, two weeks"),
        head=(_("Day"), _("Takings")),
        points=points,
        columns=charts.columns(points),
    )


def _week_message(week: int, before: int, asset: str) -> str:
    change, taken = charts.change_percent(week, before), formats.money(week, asset)
    if not change:
        return _("%(taken)s in seven days") % {"taken": taken}
    text = (
        _("%(taken)s in seven days, %(percent)s %% more than the week before")
        if change > 0
        else _("%(taken)s in seven days, %(percent)s %% less than the week before")
    )
    return text % {"taken": taken, "percent": abs(change)}
