"""The shop's books, to take away."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import get_current_timezone_name, localdate
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from zhiyin.identity.access import merchant_required
from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal
from zhiyin.kit.money import major
from zhiyin.merchant import sheets
from zhiyin.merchant.shop import own_shop, page
from zhiyin.payments import queries as payments
from zhiyin.payments.queries import BookLine

FIRST = date(2000, 1, 1)
KINDS = {
    "csv": ("text/csv; charset=utf-8", sheets.as_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", sheets.as_excel),
}


@merchant_required
@require_GET
def export(request: HttpRequest, shop: str) -> HttpResponse:
    """The form that asks for days and a kind of file; with a kind, the file."""
    own, today, zone = own_shop(request, shop), localdate(clock.now()), get_current_timezone_name()
    first, last = _day(request, "from", today.replace(day=1)), _day(request, "to", today)
    kind, refused = request.GET.get("as", ""), None
    if kind in KINDS and first <= last:
        try:
            lines = payments.book_of(own.id, since=_midnight(first, zone), until=_midnight(last + timedelta(days=1), zone))
        except Refusal as refusal:
            refused = refusal
        else:
            return _file(kind, f"{own.slug}-{first:%Y%m%d}-{last:%Y%m%d}", lines, zone)
    return page(request, "export", own, {"first": first, "last": last, "backwards": first > last}, refusal=refused)


def _file(kind: str, name: str, lines: tuple[BookLine, ...], zone: str) -> HttpResponse:
    content_type, made = KINDS[kind]
    head = (
        _("Time"),
        _("What"),
        _("Amount"),
        _("Currency"),
        pgettext("payment", "Note"),
        _("Given back by"),
        _("Number"),
        _("Number of the payment"),
    )
    rows = [
        (
            line.at,
            _("Payment") if line.amount_minor > 0 else _("Refund"),
            _signed(line),
            line.asset,
            line.note,
            line.by,
            str(line.id),
            str(line.payment_id),
        )
        for line in lines
    ]
    response = HttpResponse(made(head, rows, zone=zone), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def _signed(line: BookLine) -> Decimal:
    return Decimal(major(abs(line.amount_minor), line.asset)).copy_sign(Decimal(line.amount_minor))


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(zone))


def _day(request: HttpRequest, name: str, otherwise: date) -> date:
    try:
        day = date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return otherwise
    return day if FIRST <= day <= date(2199, 12, 31) else otherwise
