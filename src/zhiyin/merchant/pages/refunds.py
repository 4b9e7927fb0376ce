"""One payment at the till, and giving it back."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from zhiyin.identity.access import current_person, merchant_required
from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal
from zhiyin.kit.money import parse_amount
from zhiyin.ledger.seals import queries as seals
from zhiyin.merchant.shop import next_key, page, read_key, shop_at
from zhiyin.payments import queries as payments
from zhiyin.payments import services
from zhiyin.payments.queries import Receipt, Shop


@merchant_required
@require_http_methods(["GET", "POST"])
def payment(request: HttpRequest, shop: str, paid_id: UUID) -> HttpResponse:
    """A payment in full (GET); a part of it or all of it is given back (POST, once for each key)."""
    here = shop_at(request, shop)
    paid = _paid(here, paid_id)
    if request.method == "GET":
        return _shown(request, here, paid)
    key, who = read_key(request), current_person(request).id
    try:
        amount, note = parse_amount(request.POST.get("amount", ""), paid.asset), request.POST.get("note", "")
        services.refund(key=key, payment_id=paid.id, by_id=who, amount_minor=amount, at=clock.now(), note=note)
    except Refusal as refusal:
        return _shown(request, here, paid, refusal=refusal, key=key)
    return redirect("merchant:payment", here.merchant.slug, paid.id)


def _paid(here: Shop, payment_id: UUID) -> Receipt:
    found = payments.payment_for_owner(payment_id, owner_id=here.merchant.owner_id)
    if found is None or found.merchant.id != here.merchant.id:
        raise Http404
    return found


def _shown(request: HttpRequest, here: Shop, paid: Receipt, *, refusal: Refusal | None = None, key: UUID | None = None) -> HttpResponse:
    given = payments.refunds((paid.id,))
    left = paid.amount_minor - sum(each.amount_minor for each in given)
    today = services.beginning_of_day(clock.now())
    most = payments.refundable_today(here.merchant.id, current_person(request).id, since=today)
    facts = {
        "paid": paid,
        "given": given,
        "seals": seals.seals([paid.id, *(each.id for each in given)]),
        "is_owner": here.role == "owner",
        "left": left,
        "most": left if most is None else min(left, most),
        "typed": request.POST.get("amount", ""),
        "note": request.POST.get("note", ""),
        "key": next_key(key, refusal),
    }
    return page(request, "payment", here.merchant, facts, refusal=refusal)
