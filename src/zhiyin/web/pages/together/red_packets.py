"""Red packets 红包: put money in, hand the link on, open, and see who got what and that the draw was fair."""

from dataclasses import asdict, dataclass
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from zhiyin.identity.access import current_person, person_required
from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.kit.money import parse_amount
from zhiyin.payments import queries as payments
from zhiyin.payments.queries import together
from zhiyin.payments.services import together as doing
from zhiyin.wallets import queries as wallets
from zhiyin.web import forms, proofs

COUNT_DIGITS_MAX = 3


@dataclass(frozen=True, slots=True)
class Draft:
    """A red packet as its person has put it together so far, as text: nothing is judged yet."""

    amount: str
    count: str
    way: str
    greeting: str
    guests: str

    @classmethod
    def of(cls, request: HttpRequest) -> "Draft":
        """What the address or the form says."""
        data = request.POST if request.method == "POST" else request.GET
        way = data.get("way", "lucky")
        return cls(
            amount=data.get("amount", "").strip(),
            count=data.get("count", "").strip(),
            way=way if way in ("lucky", "equal") else "lucky",
            greeting=data.get("greeting", "").strip(),
            guests=data.get("guests", "").strip(),
        )

    @property
    def people(self) -> int:
        """For how many it is; 0 when that is no number."""
        return int(self.count) if self.count.isascii() and self.count.isdecimal() and len(self.count) <= COUNT_DIGITS_MAX else 0


@person_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The packet before it is sent (GET), and the deed itself (POST, once for each key)."""
    draft = Draft.of(request)
    if request.method == "GET":
        return _proposal(request, draft)
    key, at = forms.read_key(request), clock.now()
    try:
        wanted = _wanted(draft, key, current_person(request).id)
        sent = proofs.through(request, lambda proof: doing.send_red_packet(wanted, at=at, confirmation=proof), fields={"key": key, **asdict(draft)})
    except Refusal as refusal:
        return _proposal(request, draft, refusal=refusal, key=key)
    return sent if isinstance(sent, HttpResponse) else redirect("web:red_packet", sent)


@person_required
@require_http_methods(["GET", "POST"])
def packet(request: HttpRequest, token: str) -> HttpResponse:
    """One packet as this person sees it (GET), and opening it (POST); nobody gets two shares, however often they tap."""
    if request.method == "GET":
        return _page(request, token)
    try:
        doing.open_red_packet(token, person_id=current_person(request).id, at=clock.now())
    except Refusal as refusal:
        return _page(request, token, refusal=refusal)
    return redirect("web:red_packet", token)


@person_required
@require_GET
def own(request: HttpRequest, packet_id: UUID) -> HttpResponse:
    """Where the packet of that id lies, for those who sent, opened or were meant to open it."""
    found = together.red_packet_of(packet_id, for_person=current_person(request).id)
    if found is None:
        raise Http404
    return redirect("web:red_packet", str(found))


@require_GET
def draw(request: HttpRequest) -> HttpResponse:
    """A draw worked out again, by anybody, from what its page shows; nothing of it is kept."""
    asset, seed, count = wallets.default_asset(), request.GET.get("seed", "").strip(), request.GET.get("count", "").strip()
    amount, found = request.GET.get("total", "").strip(), None
    if seed and amount and count.isascii() and count.isdecimal() and len(count) <= COUNT_DIGITS_MAX:
        try:
            found = together.draw(seed, total_minor=parse_amount(amount, asset), count=int(count))
        except Refusal:
            found = None
    facts = {"seed": seed, "total": amount, "count": count, "asset": asset, "found": found, "asked": bool(seed or amount or count)}
    return render(request, "web/together/draw.html", facts)


def _wanted(draft: Draft, key: UUID, who: UUID) -> doing.NewRedPacket:
    return doing.NewRedPacket(
        key=key,
        sender_id=who,
        total_minor=parse_amount(draft.amount, wallets.default_asset()),
        count=draft.people,
        way=draft.way,
        greeting=draft.greeting,
        guests=forms.read_handles(draft.guests),
    )


def _proposal(request: HttpRequest, draft: Draft, *, refusal: Refusal | None = None, key: UUID | None = None) -> HttpResponse:
    """The page that asks for the packet, or that shows it as it would be sent; with the words of a refusal, if there was one."""
    amount = None
    if draft.amount:
        try:
            amount = _wanted(draft, uuid7(), current_person(request).id).total_minor
        except Refusal as bad_amount:
            refusal = bad_amount
    facts = {
        "draft": draft,
        "amount_minor": amount if draft.people and not (refusal and refusal.code != "insufficient_funds") else None,
        "wallet": wallets.wallet(current_person(request).id),
        "refusal": refusal,
        "key": forms.next_key(key, refusal),
    }
    return forms.page(request, "web/together/red_packet_new.html", facts, refusal=refusal)


def _page(request: HttpRequest, token: str, *, refusal: Refusal | None = None) -> HttpResponse:
    shown = together.red_packet(token, for_person=current_person(request).id)
    if shown is None:
        raise Http404
    link = f"{settings.CONFIG.origin}{reverse('web:red_packet', args=[shown.token])}" if shown.token and shown.state == "open" else ""
    facts = {
        "packet": shown,
        "here": token,
        "openable": shown.can_be_opened(clock.now()),
        "link": link,
        "qr": payments.code_picture(link) if link else "",
    }
    return forms.page(request, "web/together/red_packet.html", facts, refusal=refusal)
