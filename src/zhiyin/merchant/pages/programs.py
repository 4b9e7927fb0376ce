"""The shop's programs: their keys, the addresses that are told what happens, and how telling them went."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from zhiyin.identity.access import current_person, merchant_required
from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal
from zhiyin.merchant.shop import own_shop, page
from zhiyin.payments import queries as payments
from zhiyin.payments import services
from zhiyin.payments.queries import Merchant

# What a button does to the key, address or delivery of that id, if it is the shop's.
DEEDS: dict[str, Callable[[UUID, UUID, datetime], object]] = {
    "end_key": lambda what, shop, at: services.end_merchant_key(what, merchant_id=shop, at=at),
    "end": lambda what, shop, at: services.end_endpoint(what, merchant_id=shop, at=at),
    "enable": lambda what, shop, _: services.enable_endpoint(what, merchant_id=shop),
    "rotate": lambda what, shop, at: services.rotate_secret(what, merchant_id=shop, at=at),
    "test": lambda what, shop, at: services.send_test(what, merchant_id=shop, at=at),
    "replay": lambda what, shop, at: services.replay(what, merchant_id=shop, at=at),
}


@merchant_required
@require_http_methods(["GET", "HEAD", "POST"])
def programs(request: HttpRequest, shop: str) -> HttpResponse:
    """Keys, addresses and what they were told (GET); one more key or address (POST). A key is shown this once."""
    own = own_shop(request, shop)
    if request.method != "POST":
        return _page(request, own)
    try:
        made = _made(request, own)
    except Refusal as refusal:
        return _page(request, own, refusal=refusal)
    return _page(request, own, made=made) if made else redirect("merchant:programs", own.slug)


@merchant_required
@require_POST
def deed(request: HttpRequest, shop: str, what: UUID) -> HttpResponse:
    """A button beside a key, an address or a delivery of the shop's own."""
    own, do = own_shop(request, shop), DEEDS.get(request.POST.get("deed", ""))
    if do:
        try:
            do(what, own.id, clock.now())
        except Refusal as refusal:
            return _page(request, own, refusal=refusal)
    return redirect("merchant:programs", own.slug)


def _made(request: HttpRequest, own: Merchant) -> str:
    form, at = request.POST, clock.now()
    if "url" in form:
        services.add_endpoint(own.id, url=form["url"], kinds=form.getlist("kinds"), at=at)
        return ""
    return services.issue_merchant_key(own.id, name=form.get("name", ""), scopes=form.getlist("scopes"), by=current_person(request).id, at=at)


def _page(request: HttpRequest, own: Merchant, *, refusal: Refusal | None = None, made: str = "") -> HttpResponse:
    places = payments.endpoints(own.id)
    facts = {
        "keys": payments.merchant_keys(own.id),
        "places": places,
        "secrets": {place.id: payments.webhook_secret(place.id, merchant_id=own.id) for place in places},
        "told": payments.deliveries(own.id, limit=10).rows,
        "scopes": payments.SCOPES,
        "kinds": payments.KINDS,
        "typed": request.POST,
        "made": made,
    }
    return page(request, "office/programs", own, facts, refusal=refusal)
