"""A person's cards and bank accounts: in their own order, added, removed."""

from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhiyin.funding import queries as funds
from zhiyin.funding import services as funding
from zhiyin.identity.access import current_person, person_required
from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.wallets.services import KeyReused
from zhiyin.web import forms

WITHDRAWALS_SHOWN = 5


@person_required
@require_GET
def methods(request: HttpRequest) -> HttpResponse:
    """Cards and bank accounts, what is on its way, and whether a payment may take what is missing."""
    return _methods(request)


@person_required
@require_POST
def add_card(request: HttpRequest) -> HttpResponse:
    """The visit to the card company's page begins, once for each key."""
    setup_id = forms.read_key(request)
    try:
        _visit(request, setup_id)
    except Refusal as refusal:
        return _methods(request, refusal=refusal)
    return redirect("web:card_visit", setup_id)


@person_required
@require_GET
def card_visit(request: HttpRequest, setup_id: UUID) -> HttpResponse:
    """Where to go to give a card, and where one comes back to; once a card was given, the list of them."""
    try:
        visit = _visit(request, setup_id)
    except KeyReused as somebody_elses:
        raise Http404 from somebody_elses
    except Refusal as refusal:
        return _methods(request, refusal=refusal)
    if visit.is_done:
        return redirect("web:money")
    return render(request, "web/money/visit.html", {"visit": visit, "host": urlsplit(visit.url).hostname or ""})


@person_required
@require_http_methods(["GET", "POST"])
def demo_card(request: HttpRequest) -> HttpResponse:
    """The page of the pretend card company, which no deployment without a demo has."""
    if not settings.CONFIG.is_demo:
        raise Http404
    back = _own_path(request.GET.get("back", ""))
    if request.method == "GET":
        return render(request, "web/money/demo_card.html", {"visit": request.GET.get("visit", ""), "back": back})
    funding.choose_demo_card(request.GET.get("visit", ""), chosen=request.POST.get("card", ""))
    return redirect(back)


@person_required
@require_http_methods(["GET", "POST"])
def add_bank(request: HttpRequest) -> HttpResponse:
    """A bank account to withdraw to, once for each key."""
    if not funds.pays_out():
        raise Http404
    facts: dict[str, object] = {"key": uuid7(), "iban": "", "holder": current_person(request).name, "refused": "", "wrong": ""}
    status = 200
    if request.method == "POST":
        who, typed, key = current_person(request), request.POST, forms.read_key(request)
        iban, holder = typed.get("iban", ""), typed.get("holder", "")
        try:
            funding.add_bank_account(key=key, person_id=who.id, iban=iban, holder=holder, at=clock.now())
        except Refusal as refusal:
            facts |= {"key": key, "iban": iban, "holder": holder, "refused": forms.sentence(refusal), "wrong": refusal.code}
            status = refusal.status
        else:
            return redirect("web:money")
    return render(request, "web/money/bank.html", facts | {"rests_hours": settings.CONFIG.bank_wait_hours}, status=status)


@person_required
@require_POST
def put_first(request: HttpRequest, method_id: UUID) -> HttpResponse:
    """The card or account comes before the others."""
    try:
        funding.put_first(current_person(request).id, method_id)
    except funding.NoSuchMethod as none:
        raise Http404 from none
    return redirect("web:money")


@person_required
@require_POST
def remove(request: HttpRequest, method_id: UUID) -> HttpResponse:
    """The card or account is used no more."""
    try:
        funding.remove(current_person(request).id, method_id, at=clock.now())
    except funding.NoSuchMethod as none:
        raise Http404 from none
    return redirect("web:money")


@person_required
@require_POST
def automatic(request: HttpRequest) -> HttpResponse:
    """Whether a payment may take what is missing from the first card: as the person says."""
    funding.allow_automatic(current_person(request).id, allowed=request.POST.get("allowed") == "1", at=clock.now())
    return redirect("web:money")


@person_required
@require_POST
def card_first(request: HttpRequest) -> HttpResponse:
    """Whether the first card is offered before the balance: as the person says."""
    funding.offer_card_first(current_person(request).id, wanted=request.POST.get("wanted") == "1", at=clock.now())
    return redirect("web:money")


def _visit(request: HttpRequest, setup_id: UUID) -> funds.CardVisit:
    back = f"{settings.CONFIG.origin}{reverse('web:card_visit', args=[setup_id])}"
    return funding.visit_card_company(key=setup_id, person_id=current_person(request).id, back_url=back, at=clock.now())


def _own_path(address: str) -> str:
    """The path of one of our own visits, whatever host it was written with; a demo's page never leads elsewhere."""
    path = urlsplit(address).path
    return path if path.startswith(reverse("web:money")) and "//" not in path else reverse("web:money")


def _methods(request: HttpRequest, *, refusal: Refusal | None = None) -> HttpResponse:
    who = current_person(request)
    facts = {
        "methods": funds.methods(who.id),
        "takes_cards": funds.takes_cards(),
        "pays_out": funds.pays_out(),
        "choices": funds.choices(who.id),
        "waiting": funds.open_charges(person_id=who.id),
        "withdrawals": funds.withdrawals_of(who.id, limit=WITHDRAWALS_SHOWN),
        "deposit_iban": settings.CONFIG.bank_iban,
        "handle": who.handle,
        "key": uuid7(),
    }
    return forms.page(request, "web/money/methods.html", facts, refusal=refusal)
