"""Asking somebody for money, and answering when one is asked."""

from datetime import datetime
from functools import partial
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from zhiyin.identity.access import current_person, person_required
from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal
from zhiyin.kit.money import parse_amount
from zhiyin.payments import queries as payments
from zhiyin.payments.queries import together
from zhiyin.payments.services import together as doing
from zhiyin.wallets import queries as wallets
from zhiyin.web import forms, proofs

OF_THE_PERSON = {"unknown_person", "asking_yourself", "too_many_requests"}
PEOPLE_SHOWN = 8


@person_required
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Whom and how much (GET), and the deed (POST, once for each key)."""
    if request.method == "GET":
        return _form(request)
    key, at, form = forms.read_key(request), clock.now(), request.POST
    try:
        amount = parse_amount(form.get("amount", ""), wallets.default_asset())
        asked = doing.ask(
            key=key, asker_id=current_person(request).id, of_handle=form.get("of", ""), amount_minor=amount, at=at, note=form.get("note", "")
        )
    except Refusal as refusal:
        return _form(request, refusal=refusal, key=key)
    return redirect("web:request", asked)


@person_required
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """One request (GET), and what its two people may do with it (POST); the request's own id makes each deed happen once."""
    if request.method == "GET":
        return _page(request, request_id)
    deed, at = request.POST.get("deed", ""), clock.now()
    do = partial(_do, deed, request_id, who=current_person(request).id, at=at)
    try:
        asked = proofs.through(request, lambda proof: do(proof=proof), fields={"deed": deed})
    except Refusal as refusal:
        return _page(request, request_id, refusal=refusal)
    return asked or redirect("web:request", request_id)


def _do(deed: str, request_id: UUID, *, who: UUID, at: datetime, proof: UUID | None) -> None:
    if deed == "pay":
        doing.pay_request(request_id, payer_id=who, at=at, confirmation=proof)
    elif deed == "decline":
        doing.decline_request(request_id, payer_id=who, at=at)
    elif deed == "cancel":
        doing.cancel_request(request_id, asker_id=who, at=at)
    elif deed == "remind":
        doing.remind(request_id, asker_id=who, at=at)


def _page(request: HttpRequest, request_id: UUID, *, refusal: Refusal | None = None) -> HttpResponse:
    who = current_person(request).id
    shown = together.request(request_id, for_person=who)
    if shown is None:
        raise Http404
    facts = {
        "shown": shown,
        "wallet": wallets.wallet(who),
        "remind_from": doing.may_be_reminded(shown.at, shown.reminded_at),
        "refusal": refusal,
    }
    return forms.page(request, "web/together/request.html", facts, refusal=refusal)


def _form(request: HttpRequest, *, refusal: Refusal | None = None, key: UUID | None = None) -> HttpResponse:
    who, form = current_person(request).id, request.POST if request.method == "POST" else request.GET
    refused = (forms.sentence(refusal),) if refusal else ()
    about_person = refusal is not None and refusal.code in OF_THE_PERSON
    facts = {
        "of": form.get("of", ""),
        "amount": form.get("amount", ""),
        "note": form.get("note", ""),
        "recent": payments.recent_people(who, limit=PEOPLE_SHOWN),
        "symbol_of": wallets.default_asset(),
        "of_refused": refused if about_person else (),
        "refused": () if about_person else refused,
        "key": forms.next_key(key, refusal),
    }
    return render(request, "web/together/ask.html", facts, status=refusal.status if refusal else 200)
