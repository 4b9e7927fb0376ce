"""Paying a shop: read its code, see what will happen, do it."""

from dataclasses import asdict, dataclass
from functools import partial
from uuid import UUID

from django.core.exceptions import BadRequest
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhiyin.funding import queries as funds
from zhiyin.funding import services as funding
from zhiyin.identity.access import current_person, person_required
from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.kit.money import parse_amount
from zhiyin.kit.refusals import say
from zhiyin.payments import queries as payments
from zhiyin.payments import services as paying
from zhiyin.wallets import queries as wallets
from zhiyin.web import friend_links, proofs

PEOPLE_SHOWN = 8


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
        says = say(refusal, get_language() or "en")
        if not by_script:
            return _ways(request, refused=says, status=refusal.status)
        return JsonResponse({} if refusal.code == "no_code_in_picture" else {"says": says})
    return JsonResponse({"next": onward}) if by_script else redirect(onward)


@person_required
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """The payment before it happens (GET) and the deed itself (POST, once for each key)."""
    draft = Draft.of(request)
    if request.method == "GET":
        return _proposal(request, draft)
    key, at = read_key(request), clock.now()
    who, method = current_person(request).id, request.POST.get("method", "")
    deed = partial(paying.pay, key=key, payer_id=who, code=draft.code, at=at, note=draft.note)
    fields = {"key": key, "method": method, **asdict(draft)}
    try:
        amount = parse_amount(draft.amount, wallets.default_asset())
        cover = partial(funding.cover, key=key, person_id=who, amount_minor=amount, method_id=_uuid(method), at=at)
        paid = proofs.through(request, lambda proof: deed(amount_minor=amount, confirmation=proof, cover=cover), fields=fields)
    except Refusal as refusal:
        return _proposal(request, draft, refusal=refusal, key=key)
    return paid if isinstance(paid, HttpResponse) else redirect("web:receipt", paid.id)


def read_key(request: HttpRequest) -> UUID:
    """The key that the page was given when it was made. Raises `BadRequest` when it is none."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError as bad:
        raise BadRequest("no key") from bad


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _leads_to(request: HttpRequest) -> str:
    picture = request.FILES.get("picture")
    text = payments.code_in_picture(picture.read()) if isinstance(picture, UploadedFile) else request.POST.get("code", "").strip()
    handle = friend_links.read(text)
    if handle:
        return f"{reverse('web:friend')}?{urlencode({'to': handle})}"
    text = payments.linked_shop(text) or text
    payments.read_code(text, at=clock.now())
    return f"{reverse('web:confirm')}?{urlencode({'code': text})}"


def _ways(request: HttpRequest, *, refused: str = "", status: int = 200) -> HttpResponse:
    recent = payments.recent_people(current_person(request).id, limit=PEOPLE_SHOWN)
    facts = {"recent": recent, "refused": refused, "code": Draft.of(request).code}
    return render(request, "web/pay/pay.html", facts, status=status)


def _proposal(request: HttpRequest, draft: Draft, *, refusal: Refusal | None = None, key: UUID | None = None) -> HttpResponse:
    """The page that asks for the amount, or that shows the payment as it would be; with the words of a refusal, if there was one."""
    try:
        found = payments.read_code(draft.code, at=clock.now())
    except Refusal as no_payee:
        return _ways(request, refused=say(refusal or no_payee, get_language() or "en"), status=no_payee.status)
    amount = found.amount_minor
    if amount is None and draft.amount:
        try:
            amount = parse_amount(draft.amount, found.asset)
        except Refusal as bad_amount:
            refusal = bad_amount
    facts = _lacking(request, amount, key) | {
        "found": found,
        "amount_minor": amount,
        "draft": draft,
        "wallet": wallets.wallet(current_person(request).id),
        "refusal": refusal,
        "refused": say(refusal, get_language() or "en") if refusal else "",
        "key": uuid7() if key is None or (refusal and refusal.code == "key_reused") or _is_spent(key, request) else key,
    }
    return render(request, "web/pay/confirm.html", facts, status=refusal.status if refusal else 200)


def _lacking(request: HttpRequest, amount_minor: int | None, key: UUID | None) -> dict[str, object]:
    """What the wallet lacks for the payment, the cards that could bring it, and what became of the one that was asked."""
    who = current_person(request).id
    asked = funds.cover_of(key, for_person=who) if key else None
    missing = max((amount_minor or 0) - wallets.wallet(who).available_minor, 0)
    cards = funds.cards(who) if missing and not (asked and asked.state == "waiting") else ()
    automatic = bool(cards) and funds.allows_automatic(who)
    return {"asked": asked, "missing_minor": missing, "cards": cards, "automatic": automatic}


def _is_spent(key: UUID, request: HttpRequest) -> bool:
    """A card that was asked for this payment has said no: another one is asked under another key."""
    asked = funds.cover_of(key, for_person=current_person(request).id)
    return asked is not None and asked.state == "failed"
