"""Money from a card into the wallet."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from zhiyin.funding import queries as funds
from zhiyin.funding import services as funding
from zhiyin.identity.access import current_person, person_required
from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal
from zhiyin.kit.money import parse_amount
from zhiyin.wallets import queries as wallets
from zhiyin.web import forms
from zhiyin.web.pages.money.choosing import chosen, form


@person_required
@require_http_methods(["GET", "POST"])
def from_card(request: HttpRequest) -> HttpResponse:
    """How much from which card (GET), and the deed itself (POST, once for each key)."""
    if not funds.takes_cards():
        raise Http404
    if request.method == "GET":
        return _form(request)
    key, at = forms.read_key(request), clock.now()
    try:
        amount = parse_amount(request.POST.get("amount", ""), wallets.default_asset())
        method_id = chosen(request)
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


def _form(request: HttpRequest, *, refusal: Refusal | None = None, key: UUID | None = None) -> HttpResponse:
    return form(request, "web/money/from_card.html", funds.cards(current_person(request).id), refusal=refusal, key=key)
