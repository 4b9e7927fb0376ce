"""Money from a card into the wallet."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from zhiyin.funding import queries as funds
from zhiyin.funding import services as funding
from zhiyin.identity.access import current_person, person_required
from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.kit.money import parse_amount
from zhiyin.kit.refusals import say
from zhiyin.wallets import queries as wallets
from zhiyin.web.pages.pay import read_key


@person_required
@require_http_methods(["GET", "POST"])
def from_card(request: HttpRequest) -> HttpResponse:
    """How much from which card (GET), and the deed itself (POST, once for each key)."""
    if not funds.takes_cards():
        raise Http404
    if request.method == "GET":
        return _form(request)
    key, at = read_key(request), clock.now()
    try:
        amount = parse_amount(request.POST.get("amount", ""), wallets.default_asset())
        method_id = _chosen(request)
        made = funding.charge(key=key, person_id=current_person(request).id, method_id=method_id, amount_minor=amount, at=at)
    except Refusal as refusal:
        return _form(request, refusal=refusal, key=key)
    return redirect("web:charge", made.id)


@person_required
@require_GET
def charge(request: HttpRequest, charge_id: UUID) -> HttpResponse:
    """What became of it: the money is there, nobody knows yet, or the card said no."""
    found = funds.charge(charge_id, for_person=current_person(request).id)
    if found is None:
        raise Http404
    if found.state == "paid":
        return redirect("web:story", "top_up", found.id)
    return render(request, "web/money/charge.html", {"charge": found})


def _chosen(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("method", ""))
    except ValueError as bad:
        raise funding.NoSuchMethod from bad


def _form(request: HttpRequest, *, refusal: Refusal | None = None, key: UUID | None = None) -> HttpResponse:
    who = current_person(request)
    cards = funds.cards(who.id)
    facts = {
        "cards": cards,
        "chosen": request.POST.get("method", "") or (str(cards[0].id) if cards else ""),
        "wallet": wallets.wallet(who.id),
        "typed": request.POST.get("amount", ""),
        "refused": say(refusal, get_language() or "en") if refusal else "",
        "key": uuid7() if key is None or (refusal and refusal.code == "key_reused") else key,
        "card_key": uuid7(),
    }
    return render(request, "web/money/from_card.html", facts, status=refusal.status if refusal else 200)
