"""What happened to a person's money, day by day, and where it went, month by month."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from zhiyin.identity.access import current_person, person_required
from zhiyin.kit import clock, formats
from zhiyin.payments import queries as payments
from zhiyin.payments.queries import Row
from zhiyin.planning import queries as planning
from zhiyin.wallets import queries as wallets
from zhiyin.web import spent

ROWS = 30
FIRST_MONTH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class DayOfRows:
    """One day's heading, and what happened on it; `note`: how much came and went."""

    title: str
    note: str
    rows: tuple[Row, ...]


@person_required
@require_GET
def activity(request: HttpRequest) -> HttpResponse:
    """The list, found by words or kind, in pages; each row opens to its story."""
    who, words, kind = current_person(request), request.GET.get("q", "").strip()[:80], request.GET.get("kind", "")
    kinds = (
        ("", _("All")),
        ("payment", _("Payments")),
        ("transfer", _("Transfers")),
        ("top_up", _("Top-ups")),
        ("refund", _("Refunds")),
        ("together", _("Together")),
        ("withdrawal", _("Withdrawals")),
        ("exchange", _("Exchanges")),
    )
    page = payments.activity(
        who.id,
        words=payments.wanted(words, at=clock.now(), zone=who.timezone, asset=wallets.default_asset()),
        kind=kind if kind in dict(kinds) else "",
        before=request.GET.get("before") or None,
        limit=ROWS,
    )
    facts = {"days": by_day(page.rows), "older": page.next_before, "words": words, "kind": kind, "kinds": kinds, "asset": wallets.default_asset()}
    return render(request, "web/activity/activity.html", facts)


@person_required
@require_GET
def spending(request: HttpRequest) -> HttpResponse:
    """One month by category against the month before, and the months in a row; every figure drawn stands in a table too."""
    today, language, asset = timezone.localdate(clock.now()), get_language() or "en", wallets.default_asset()
    month = _month(request.GET.get("month", ""), today)
    told = planning.spending(current_person(request).id, month=month, language=language)
    so_far = month == today.replace(day=1)
    facts = {
        "spending": told,
        "asset": asset,
        "headline": spent.headline(told, so_far=so_far, language=language) if told.categories else "",
        "bars": spent.bars(told, asset=asset),
        "columns": spent.columns(told, asset=asset),
        "series_title": spent.series_title(told, so_far=so_far, asset=asset, language=language),
        "before": spent.month_before(month),
        "after": "" if so_far else spent.month_after(month),
    }
    return render(request, "web/activity/spending.html", facts)


def by_day(rows: Iterable[Row]) -> tuple[DayOfRows, ...]:
    """The rows under their days, as the person's clock has them; the newest first, as they came."""
    today = timezone.localdate(clock.now())
    return tuple(_day(day, tuple(group), today) for day, group in groupby(rows, key=lambda row: timezone.localdate(row.at)))


def _day(day: date, rows: tuple[Row, ...], today: date) -> DayOfRows:
    ago = (today - day).days
    near = {0: _("Today"), 1: _("Yesterday")}
    at, zone, language = rows[0].at, timezone.get_current_timezone_name(), get_language() or "en"
    written = formats.short_day if day.year == today.year else formats.day
    own = wallets.default_asset()
    counted = [row.amount_minor for row in rows if row.asset == own]
    note = formats.money(sum(counted), own, sign=True) if len(counted) > 1 else ""
    return DayOfRows(title=near.get(ago) or written(at, zone=zone, language=language), note=note, rows=rows)


def _month(text: str, today: date) -> date:
    """The first day of "2026-10"; of this month when the text names none, one to come, or one before there were wallets."""
    try:
        named = datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007  a calendar month has no zone
    except ValueError:
        return today.replace(day=1)
    return named if FIRST_MONTH <= named <= today else today.replace(day=1)
