"""Money from the wallet to a bank account."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhiyin.funding import queries as funds
from zhiyin.funding import services as funding
from zhiyin.identity.access import current_person, person_required
from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal
from zhiyin.kit.money import parse_amount
from zhiyin.wallets import queries as wallets
from zhiyin.web import forms
from zhiyin.web.pages.money.choosing import chosen, form
from zhiyin.web.pages.proofs import receipts


@person_required
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest) -> HttpResponse:
    """How much to which account (GET), and the deed itself (POST, once for each key)."""
    if not funds.pays_out():
        raise Http404
    if request.method == "GET":
        return _form(request)
    key, at = forms.read_key(request), clock.now()
    try:
        amount = parse_amount(request.POST.get("amount", ""), wallets.default_asset())
        method_id = chosen(request)
        asked = funding.withdraw(key=key, person_id=current_person(request).id, method_id=method_id, amount_minor=amount, at=at)
    except Refusal as refusal:
        return _form(request, refusal=refusal, key=key)
    return redirect("web:withdrawal", asked.id)


@person_required
@require_GET
def withdrawal(request: HttpRequest, withdrawal_id: UUID) -> HttpResponse:
    """Where the money is, step by step."""
    return _progress(request, withdrawal_id)


@person_required
@require_POST
def call_off(request: HttpRequest, withdrawal_id: UUID) -> HttpResponse:
    """The money stays in the wallet, as long as the bank has not been told."""
    if funds.withdrawal(withdrawal_id, for_person=current_person(request).id) is None:
        raise Http404
    try:
        funding.cancel(withdrawal_id, person_id=current_person(request).id, at=clock.now())
    except Refusal as refusal:
        return _progress(request, withdrawal_id, refusal=refusal)
    return redirect("web:withdrawal", withdrawal_id)


def _progress(request: HttpRequest, withdrawal_id: UUID, *, refusal: Refusal | None = None) -> HttpResponse:
    who = current_person(request).id
    found = funds.withdrawal(withdrawal_id, for_person=who)
    if found is None:
        raise Http404
    lines = wallets.entries(who, (found.transfer_id, found.return_id), asset=found.asset)
    paid, back = (lines.get(key) for key in (found.transfer_id, found.return_id))
    facts = {
        "asked": found,
        "balance_minor": paid.balance_minor if paid else None,
        "back": back,
        **receipts.facts(back.transfer_id if back else found.transfer_id),
    }
    return forms.page(request, "web/money/withdrawal.html", facts, refusal=refusal)


def _form(request: HttpRequest, *, refusal: Refusal | None = None, key: UUID | None = None) -> HttpResponse:
    return form(request, "web/money/withdraw.html", funds.bank_accounts(current_person(request).id), refusal=refusal, key=key)
