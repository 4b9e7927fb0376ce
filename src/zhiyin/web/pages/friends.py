"""Money between people, and into one's own wallet."""

from dataclasses import asdict, dataclass
from functools import partial
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods

from zhiyin.funding import queries as funds
from zhiyin.funding import services as funding
from zhiyin.identity import queries as identity
from zhiyin.identity import services as people
from zhiyin.identity.access import current_person, person_required
from zhiyin.kit import clock, phone_numbers
from zhiyin.kit.errors import Refusal
from zhiyin.kit.money import parse_amount
from zhiyin.payments import queries as payments
from zhiyin.payments import services as paying
from zhiyin.payments.services import UnknownPerson
from zhiyin.wallets import queries as wallets
from zhiyin.wallets.services import too_little
from zhiyin.web import forms, friend_links, proofs

PEOPLE_MAX, PEOPLE_SHOWN = 200, 8


@dataclass(frozen=True, slots=True)
class Draft:
    """A transfer as its person has put it together so far, as text: nothing is judged yet."""

    to: str
    amount: str
    note: str
    asset: str

    @classmethod
    def of(cls, request: HttpRequest) -> "Draft":
        """What the address or the form says."""
        data = request.POST if request.method == "POST" else request.GET
        return cls(**{name: data.get(name, "").strip() for name in ("to", "amount", "note", "asset")})

    @property
    def unit(self) -> str:
        """What is sent: something that wallets hold here, else the deployment's own currency, also when the address names nothing known."""
        found = wallets.offered(self.asset[:8]) if self.asset else None
        return found.asset.code if found else wallets.default_asset()


@person_required
@require_http_methods(["GET", "POST"])
def friend(request: HttpRequest) -> HttpResponse:
    """The transfer before it happens (GET) and the deed itself (POST, once for each key)."""
    draft = Draft.of(request)
    if request.method == "GET":
        return _by_phone(request, draft) if _is_phone(draft.to) else _proposal(request, draft)
    key, at = forms.read_key(request), clock.now()
    who, unit = current_person(request).id, draft.unit
    deed = partial(paying.transfer, key=key, sender_id=who, to_handle=draft.to, at=at, note=draft.note, asset=unit)
    try:
        amount = parse_amount(draft.amount, unit)
        sent = proofs.through(request, lambda proof: deed(amount_minor=amount, confirmation=proof), fields={"key": key, **asdict(draft)})
    except Refusal as refusal:
        return _proposal(request, draft, refusal=refusal, key=key)
    return sent if isinstance(sent, HttpResponse) else redirect("web:story", "transfer", sent.id)


@person_required
@require_GET
def my_code(request: HttpRequest) -> HttpResponse:
    """The person's own QR, for somebody who wants to send them money."""
    who = current_person(request)
    link = friend_links.link(who.handle)
    return render(request, "web/pay/my_code.html", {"who": who, "link": link, "qr": payments.code_picture(link)})


@person_required
@require_http_methods(["GET", "POST"])
def top_up(request: HttpRequest) -> HttpResponse:
    """Demo money into one's own wallet, once for each key. Where money is not made up it comes from cards, or there is no such page."""
    if not funds.sources():
        if funds.takes_cards():
            return redirect("web:card_top_up")
        raise Http404
    if request.method == "GET":
        return _top_up(request)
    key, at = forms.read_key(request), clock.now()
    try:
        amount = parse_amount(request.POST.get("amount", ""), wallets.default_asset())
        added = funding.top_up(key=key, person_id=current_person(request).id, amount_minor=amount, at=at)
    except Refusal as refusal:
        return _top_up(request, refusal=refusal, key=key)
    return redirect("web:story", "top_up", added.id)


def _top_up(request: HttpRequest, *, refusal: Refusal | None = None, key: UUID | None = None) -> HttpResponse:
    facts = {
        "wallet": wallets.wallet(current_person(request).id),
        "typed": request.POST.get("amount", ""),
        "key": forms.next_key(key, refusal),
    }
    return forms.page(request, "web/pay/top_up.html", facts, refusal=refusal)


def _is_phone(text: str) -> bool:
    """Whether somebody typed a telephone number, and no handle made of figures."""
    return identity.takes_phones() and phone_numbers.looks_like_one(text) and identity.by_handle(text) is None


def _by_phone(request: HttpRequest, draft: Draft) -> HttpResponse:
    """On to whoever lets others find them by that number; for everybody else, with a wallet or without, the same page: a link they can be sent."""
    try:
        found = people.find_by_phone(draft.to, by=current_person(request).id, at=clock.now())
    except Refusal as refusal:
        return _proposal(request, draft, nobody=refusal)
    if found is None:
        return render(request, "web/pay/stranger.html", {"number": phone_numbers.read(draft.to), "draft": draft})
    return redirect(f"{reverse('web:friend')}?{urlencode({**asdict(draft), 'to': found.handle})}")


def _read_amount(text: str, asset: str) -> tuple[int | None, Refusal | None]:
    """The amount that was typed, None for nothing or for what is none; and why it is none."""
    try:
        return (parse_amount(text, asset) if text else None), None
    except Refusal as bad_amount:
        return None, bad_amount


def _proposal(
    request: HttpRequest, draft: Draft, *, refusal: Refusal | None = None, key: UUID | None = None, nobody: Refusal | None = None
) -> HttpResponse:
    """The page that asks to whom and how much, or that shows the transfer as it would be; with the words of a refusal, if there was one."""
    who, unit = current_person(request), draft.unit
    amount, bad_amount = _read_amount(draft.amount, unit)
    other = identity.by_handle(draft.to) if draft.to else None
    if draft.to and other is None:
        nobody = nobody or UnknownPerson(handle=draft.to[:40].removeprefix("@"))
    recent = payments.recent_people(who.id, limit=PEOPLE_MAX)
    wallet = wallets.wallet(who.id, asset=unit)
    refusal = bad_amount or refusal or too_little(wallet.available_minor, amount, asset=wallet.asset)
    facts = {
        "friend": other,
        "nobody": forms.sentence(nobody),
        "recent": recent[:PEOPLE_SHOWN],
        "first_time": other is not None and other.id not in {each.id for each in recent},
        "amount_minor": amount,
        "draft": draft,
        "wallet": wallet,
        "held": [each for each in wallets.holdings(who.id) if each.available_minor or each.asset == wallets.default_asset()],
        "refusal": refusal,
        "refused": forms.sentence(refusal),
        "key": forms.next_key(key, refusal),
    }
    no = refusal or nobody
    return render(request, "web/pay/friend.html", facts, status=no.status if no else 200)
