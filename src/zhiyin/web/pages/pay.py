"""Paying a shop: read its code, see what will happen, do it; and confirming what a program would pay."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhiyin.identity.access import current_person, person_required
from zhiyin.identity.stepup import confirming
from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.kit.money import parse_amount
from zhiyin.payments import queries as payments
from zhiyin.payments import services as paying
from zhiyin.wallets import queries as wallets
from zhiyin.web import forms, friend_links, proofs, ways

PEOPLE_SHOWN = 8
BY_PROGRAM = {"by_program": "1"}
# Who pays the same again so soon may have come back to the page by mistake.
SOON = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Draft:
    """A payment as its person has put it together so far, as text: nothing is judged yet."""

    code: str
    amount: str
    note: str

    @classmethod
    def of(cls, request: HttpRequest) -> "Draft":
        """What the address or the form says."""
        data = request.POST if request.method == "POST" else request.GET
        return cls(code=data.get("code", "").strip(), amount=data.get("amount", "").strip(), note=data.get("note", "").strip())


@person_required
@require_GET
def pay(request: HttpRequest) -> HttpResponse:
    """Scan, show one's own code, send to a friend."""
    return _ways(request)


@person_required
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Where a scanned, photographed or typed code leads; a camera's script gets the address as JSON, and nothing when a frame shows no code."""
    by_script = "application/json" in request.headers.get("Accept", "")
    try:
        onward = _leads_to(request)
    except Refusal as refusal:
        if not by_script:
            return _ways(request, refusal=refusal)
        return JsonResponse({} if refusal.code == "no_code_in_picture" else {"says": forms.sentence(refusal)})
    return JsonResponse({"next": onward}) if by_script else redirect(onward)


@person_required
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """The payment before it happens (GET) and the deed itself (POST, once for each key)."""
    draft = Draft.of(request)
    if request.method == "GET":
        return _proposal(request, draft)
    key, at = forms.read_key(request), clock.now()
    who, method = current_person(request).id, request.POST.get("method", "")
    deed = partial(paying.pay, key=key, payer_id=who, code=draft.code, at=at, note=draft.note)
    fields = {"key": key, "method": method, **asdict(draft)}
    try:
        amount = parse_amount(draft.amount, wallets.default_asset())
        cover = ways.cover(method, key=key, person_id=who, amount_minor=amount, at=at)
        paid = proofs.through(request, lambda proof: deed(amount_minor=amount, confirmation=proof, cover=cover), fields=fields)
    except Refusal as refusal:
        return _proposal(request, draft, refusal=refusal, key=key)
    return paid if isinstance(paid, HttpResponse) else redirect("web:receipt", paid.id)


@person_required
@require_http_methods(["GET", "POST"])
def approve(request: HttpRequest, confirmation_id: UUID) -> HttpResponse:
    """What a program wants to do (GET), and the person's confirmation of just that (POST). Nothing is paid here: the program asks again."""
    if request.method == "GET":
        return _approval(request, confirmation_id)
    if forms.read_id(request.POST.get(proofs.FIELD, "")) != confirmation_id:
        raise Http404
    try:
        done = proofs.through(request, lambda proof: proof, fields=BY_PROGRAM)
    except Refusal:  # it is over: the page says so
        return _approval(request, confirmation_id)
    return done if isinstance(done, HttpResponse) else redirect("web:approve", confirmation_id)


def _leads_to(request: HttpRequest) -> str:
    picture = request.FILES.get("picture")
    text = payments.code_in_picture(picture.read()) if isinstance(picture, UploadedFile) else request.POST.get("code", "").strip()
    handle = friend_links.read(text)
    if handle:
        return f"{reverse('web:friend')}?{urlencode({'to': handle})}"
    text = payments.linked_shop(text) or text
    payments.read_code(text, at=clock.now())
    return f"{reverse('web:confirm')}?{urlencode({'code': text})}"


def _ways(request: HttpRequest, *, refusal: Refusal | None = None) -> HttpResponse:
    recent = payments.recent_people(current_person(request).id, limit=PEOPLE_SHOWN)
    return forms.page(request, "web/pay/pay.html", {"recent": recent, "code": Draft.of(request).code}, refusal=refusal)


def _proposal(request: HttpRequest, draft: Draft, *, refusal: Refusal | None = None, key: UUID | None = None) -> HttpResponse:
    """The page that asks for the amount, or that shows the payment as it would be; with the words of a refusal, if there was one."""
    try:
        found = payments.read_code(draft.code, at=clock.now())
    except Refusal as no_payee:
        return _ways(request, refusal=refusal or no_payee)
    amount = found.amount_minor
    if amount is None and draft.amount:
        try:
            amount = parse_amount(draft.amount, found.asset)
        except Refusal as bad_amount:
            refusal = bad_amount
    who = current_person(request).id
    wallet = wallets.wallet(who)
    choice = ways.choice(who, amount or 0, available_minor=wallet.available_minor, key=key)
    refusal = refusal or choice.lack(wallet, amount)
    facts = {
        "found": found,
        "amount_minor": amount,
        "draft": draft,
        "wallet": wallet,
        "choice": choice,
        "paid_at": _paid_at(who, found.merchant.id, amount) if request.method == "GET" else None,
        "refusal": refusal,
        "key": uuid7() if choice.said_no else forms.next_key(key, refusal),
    }
    return forms.page(request, "web/pay/confirm.html", facts, refusal=refusal)


def _approval(request: HttpRequest, confirmation_id: UUID) -> HttpResponse:
    found, at = confirming.standing_of(confirmation_id, person_id=current_person(request).id), clock.now()
    if found is None:
        raise Http404
    is_over = found.state != "used" and (at >= found.expires_at or (found.state == "pending" and not found.can_be_tried))
    if found.state == "pending" and not is_over:
        return proofs.ask(request, confirmation_id, fields=BY_PROGRAM)
    return render(request, "web/pay/approved.html", {"found": found, "is_over": is_over, "terms": found.terms, "name": proofs.payee(found.terms)})


def _paid_at(who: UUID, merchant_id: UUID, amount_minor: int | None) -> datetime | None:
    """When the person paid the same there a moment ago, if they did."""
    return payments.paid_last(who, merchant_id, amount_minor=amount_minor, since=clock.now() - SOON) if amount_minor else None
