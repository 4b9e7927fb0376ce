"""The shop's money on its way to the bank, and its books against the journal."""

from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import get_current_timezone_name, localdate
from django.views.decorators.http import require_GET, require_http_methods

from zhiyin.identity.access import merchant_required
from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal
from zhiyin.kit.money import parse_amount
from zhiyin.ledger.seals import queries as seals
from zhiyin.merchant.shop import own_shop, page
from zhiyin.payments import queries as payments
from zhiyin.payments import services
from zhiyin.payments.queries import Merchant
from zhiyin.wallets.queries import default_asset

DAYS, DAYS_MAX = 30, 400
FIRST_YEAR = 2000
MONTHLY = "month"
WEEKDAYS = ("", "0", "1", "2", "3", "4", "5", "6")


@merchant_required
@require_http_methods(["GET", "HEAD", "POST"])
def bank(request: HttpRequest, shop: str) -> HttpResponse:
    """When and where the money goes, what it costs, and what went already (GET); another plan (POST)."""
    own = own_shop(request, shop)
    if request.method != "POST":
        return _page(request, own)
    try:
        _plan(request, own)
    except Refusal as refusal:
        return _page(request, own, refusal=refusal)
    return redirect("merchant:bank", own.slug)


@merchant_required
@require_GET
def books(request: HttpRequest, shop: str) -> HttpResponse:
    """Payments, refunds, fees and settlements of the days chosen, against the journal; the last thirty days unless the URL names others."""
    own, today = own_shop(request, shop), localdate(clock.now())
    until = min(_day(request.GET.get("until", "")) or today, today)
    since = max(min(_day(request.GET.get("since", "")) or until - timedelta(days=DAYS - 1), until), until - timedelta(days=DAYS_MAX))
    found = payments.reconciliation(own, since=_midnight(since), until=_midnight(until + timedelta(days=1)))
    return page(request, "office/books", own, {"found": found, "first": since, "last": until, "today": today})


@merchant_required
@require_GET
def settlement(request: HttpRequest, shop: str, settlement_id: UUID) -> HttpResponse:
    """How the sum of one settlement came about, and its lines in the shop's wallet."""
    own = own_shop(request, shop)
    one = payments.settlement(settlement_id, merchant_id=own.id)
    if one is None:
        raise Http404
    ids = [key for key in (one.fee_id if one.fees_minor else None, one.payout_id, one.return_id) if key]
    found = [payments.movement(own.id, key) for key in ids]
    return page(request, "office/settlement", own, {"one": one, "lines": [line for line in found if line], "seals": seals.seals(ids)})


def _plan(request: HttpRequest, own: Merchant) -> None:
    form = request.POST
    least, day = form.get("minimum", "").strip(), form.get("weekday", "")
    services.set_plan(
        own.id,
        weekday=int(day) if day in WEEKDAYS[1:] else None,
        monthly=day == MONTHLY,
        minimum_minor=parse_amount(least, default_asset()) if least.strip("0. ") else 0,
        holder=form.get("holder", ""),
        iban=form.get("iban", ""),
        at=clock.now(),
    )


def _page(request: HttpRequest, own: Merchant, *, refusal: Refusal | None = None) -> HttpResponse:
    made = payments.settlements(own.id, limit=30)
    facts = {
        "plan": payments.plan(own.id),
        "terms": payments.terms(own.id),
        "made": made,
        "waiting": payments.unsettled_minor(own.id),
        "asset": default_asset(),
        "typed": request.POST,
        "now_at": clock.now(),
    }
    return page(request, "office/bank", own, facts, refusal=refusal)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year >= FIRST_YEAR else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(get_current_timezone_name()))
