"""Money behind a link: left by one, claimed by whoever comes with the link, or taken back."""

from functools import partial
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhiyin.identity.access import current_person, person_required
from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal
from zhiyin.kit.money import parse_amount
from zhiyin.payments import queries as payments
from zhiyin.payments.queries import together
from zhiyin.payments.services import together as doing
from zhiyin.wallets import queries as wallets
from zhiyin.web import forms, proofs


@person_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """How much (GET), then the deed (POST, once for each key)."""
    if request.method == "GET":
        return _proposal(request)
    key, at, form = forms.read_key(request), clock.now(), request.POST
    try:
        amount = parse_amount(form.get("amount", ""), wallets.default_asset())
        leave = partial(doing.leave_money, key=key, sender_id=current_person(request).id, amount_minor=amount, at=at, note=form.get("note", ""))
        fields = {"key": key, "amount": form.get("amount", ""), "note": form.get("note", "")}
        left = proofs.through(request, lambda proof: leave(confirmation=proof), fields=fields)
    except Refusal as refusal:
        return _proposal(request, refusal=refusal, key=key)
    return left if isinstance(left, HttpResponse) else redirect("web:money_link", left)


@person_required
@require_http_methods(["GET", "POST"])
def own(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """The link for who left the money, or what became of it (GET); taking the money back (POST)."""
    if request.method == "GET":
        return _own(request, claim_id)
    try:
        doing.take_money_back(claim_id, sender_id=current_person(request).id, at=clock.now())
    except Refusal as refusal:
        return _own(request, claim_id, refusal=refusal)
    return redirect("web:money_link", claim_id)


@require_GET
def claim(request: HttpRequest, secret: str) -> HttpResponse:
    """What waits behind the link, for whoever has it: they sign in or join, and come back here."""
    return _claim(request, secret)


@person_required
@require_POST
def take(request: HttpRequest, secret: str) -> HttpResponse:
    """The money comes into the wallet of whoever is signed in; once."""
    try:
        claimed = doing.claim_money(secret, person_id=current_person(request).id, at=clock.now())
    except Refusal as refusal:
        return _claim(request, secret, refusal=refusal)
    return redirect("web:money_link", claimed)


def _proposal(request: HttpRequest, *, refusal: Refusal | None = None, key: UUID | None = None) -> HttpResponse:
    """The page that asks how much, or that shows the deed as it would be; with the words of a refusal, if there was one."""
    form, amount = request.POST if request.method == "POST" else request.GET, None
    if form.get("amount"):
        try:
            amount = parse_amount(form.get("amount", ""), wallets.default_asset())
        except Refusal as bad_amount:
            refusal = bad_amount
    facts = {
        "typed": form.get("amount", ""),
        "note": form.get("note", "").strip(),
        "amount_minor": amount,
        "wallet": wallets.wallet(current_person(request).id),
        "refusal": refusal,
        "key": forms.next_key(key, refusal),
    }
    return forms.page(request, "web/together/links/new.html", facts, refusal=refusal)


def _own(request: HttpRequest, claim_id: UUID, *, refusal: Refusal | None = None) -> HttpResponse:
    who = current_person(request).id
    shown = together.money_link_of(claim_id, for_person=who)
    if shown is None:
        raise Http404
    token = doing.link_token(shown.id, sender_id=who)
    link = f"{settings.CONFIG.origin}{reverse('web:claim', args=[token])}" if token else ""
    facts = {
        "shown": shown,
        "mine": shown.sender_id == who,
        "link": link,
        "qr": payments.code_picture(link) if link else "",
    }
    return forms.page(request, "web/together/links/own.html", facts, refusal=refusal)


def _claim(request: HttpRequest, secret: str, *, refusal: Refusal | None = None) -> HttpResponse:
    shown = together.money_link(secret)
    if shown is None:
        raise Http404
    facts = {
        "shown": shown,
        "waits": shown.waits(clock.now()),
        "secret": secret,
    }
    return forms.page(request, "web/together/links/claim.html", facts, refusal=refusal)
