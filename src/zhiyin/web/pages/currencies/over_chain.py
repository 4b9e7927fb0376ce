"""A virtual currency comes in, and goes out, over its chain."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhiyin.funding.queries import chain
from zhiyin.funding.services import chain as services
from zhiyin.identity.access import current_person, person_required
from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal
from zhiyin.kit.money import parse_amount
from zhiyin.payments import queries as payments
from zhiyin.wallets import queries as wallets
from zhiyin.web import forms
from zhiyin.web.chrome import wants_fragment

# What a made-up deposit brings: of a coin that is worth much a thousandth, of others ten.
PRECIOUS_SCALE = 8


@person_required
@require_GET
def receive(request: HttpRequest, asset: str) -> HttpResponse:
    """The person's own address as QR and text, and what is on its way; the list alone when the page asks for news."""
    who, found = current_person(request), _way(asset)
    deposits = chain.deposits(who.id, asset, needed=found.confirmations)
    waiting = any(each.state == "seen" for each in deposits)
    facts = {"way": found, "asset": found.asset, "deposits": deposits, "waiting": waiting, "pretended_minor": _pretended(found)}
    if wants_fragment(request):
        return render(request, "web/currencies/deposits.html", facts)
    address = services.deposit_address(who.id, asset, at=clock.now())
    link = chain.payment_link(asset, address)
    return render(request, "web/currencies/receive.html", facts | {"address": address, "link": link, "qr": payments.code_picture(link)})


@person_required
@require_POST
def pretend(request: HttpRequest, asset: str) -> HttpResponse:
    """Made-up coins set out for the person's address, where the chain is a simulated one."""
    found, at = _way(asset), clock.now()
    if not found.simulated:
        raise Http404
    services.simulate_deposit(current_person(request).id, asset, amount_minor=_pretended(found), at=at)
    services.look(asset, at=at)
    return redirect("web:receive", asset)


@person_required
@require_http_methods(["GET", "POST"])
def send_out(request: HttpRequest, asset: str) -> HttpResponse:
    """Where to and how much (first step), the deed in words (second step), and the deed itself (POST, once for each key)."""
    who, found = current_person(request), _way(asset)
    if request.method == "GET":
        return _proposal(request, found)
    key = forms.read_key(request)
    try:
        amount = parse_amount(request.POST.get("amount", ""), asset)
        address = request.POST.get("address", "").strip()
        services.pay_out(key=key, person_id=who.id, asset=asset, address=address, amount_minor=amount, at=clock.now())
    except Refusal as refusal:
        return _proposal(request, found, refusal=refusal, key=key)
    return redirect("web:send_out", asset)


def _way(code: str) -> chain.Way:
    found = chain.described(code)
    if found is None:
        raise Http404
    return found


def _pretended(found: chain.Way) -> int:
    parts: int = 10**found.asset.scale
    return parts // 1_000 if found.asset.scale == PRECIOUS_SCALE else parts * 10


def _proposal(request: HttpRequest, found: chain.Way, *, refusal: Refusal | None = None, key: UUID | None = None) -> HttpResponse:
    """The page that asks, or that shows what would be sent; with the words of a refusal, if there was one."""
    data, who, code = request.POST if request.method == "POST" else request.GET, current_person(request), found.asset.code
    there, amount = None, None
    if data.get("address"):
        try:
            there = services.read_link(code, data["address"])
            amount = parse_amount(data["amount"], code) if data.get("amount") else there.amount_minor
        except Refusal as bad:
            refusal = refusal or bad
    facts = {
        "way": found,
        "asset": found.asset,
        "there": there,
        "amount_minor": amount,
        "typed": {"address": data.get("address", "")[:500], "amount": data.get("amount", "")[:40]},
        "wallet": wallets.wallet(who.id, asset=code),
        "payouts": chain.payouts(who.id, code, needed=found.confirmations),
        "key": forms.next_key(key, refusal),
    }
    return forms.page(request, "web/currencies/send.html", facts, refusal=refusal)
