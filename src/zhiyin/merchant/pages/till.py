"""Keying in an amount, showing the code, seeing it paid."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from zhiyin.identity.access import current_person, merchant_required
from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal
from zhiyin.kit.money import major, parse_amount
from zhiyin.kit.refusals import say
from zhiyin.merchant.shop import page, shop_at
from zhiyin.payments import queries as payments
from zhiyin.payments import services
from zhiyin.wallets.queries import default_asset


@merchant_required
@require_GET
def shops(request: HttpRequest) -> HttpResponse:
    """The shops at whose till the person works; with only one, straight to it."""
    open_ones = payments.shops_of(current_person(request).id)
    if len(open_ones) == 1:
        return redirect("merchant:till", open_ones[0].merchant.slug)
    return render(request, "merchant/shops.html", {"shops": open_ones})


@merchant_required
@require_http_methods(["GET", "HEAD", "POST"])
def till(request: HttpRequest, shop: str) -> HttpResponse:
    """The amount is keyed in here; sending it leads to its code, or to where the customer's is read."""
    own, wrong = shop_at(request, shop).merchant, ""
    text = request.POST.get("amount", "") or request.GET.get("amount", "")
    if request.method == "POST":
        try:
            amount = parse_amount(text, default_asset())
            if request.POST.get("way") == "scan":
                return redirect(f"{reverse('merchant:scan', args=[own.slug])}?{urlencode({'amount': major(amount, default_asset())})}")
            made = services.make_code(own.id, amount_minor=amount, at=clock.now())
            return redirect("merchant:code", own.slug, made.id)
        except Refusal as refusal:
            wrong = say(refusal, get_language() or "en")
    return page(request, "till", own, {"wrong": wrong, "amount": text, "asset": default_asset()})


@merchant_required
@require_GET
def code(request: HttpRequest, shop: str, code_id: UUID) -> HttpResponse:
    """The code for one payment, until it is paid or over; the page asks again every two seconds."""
    own = shop_at(request, shop).merchant
    try:
        shown = services.shown_code(code_id, merchant_id=own.id)
    except services.UnknownPayee as unknown:
        raise Http404 from unknown
    paid = payments.is_paid(code_id)
    over = paid is None and shown.expires_at is not None and shown.expires_at <= clock.now()
    picture = payments.code_picture(shown.payload) if not (paid or over) else ""
    return page(request, "code", own, {"shown": shown, "paid": paid, "over": over, "picture": picture})
