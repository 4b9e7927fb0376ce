"""Gifts that several give to one: open one, put something in, give it or call it off; and the card that its receiver gets."""

from datetime import date, timedelta
from functools import partial
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from zhiyin.identity.access import current_person, person_required
from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal
from zhiyin.kit.money import parse_amount
from zhiyin.payments.queries import together
from zhiyin.payments.services import together as doing
from zhiyin.wallets import queries as wallets
from zhiyin.web import forms, proofs

FIELDS = ("to", "people", "occasion", "words", "goal", "day")


@person_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """For whom, with whom, for what and when (GET), and the deed (POST, once for each key)."""
    if request.method == "GET":
        return _form(request)
    key, at = forms.read_key(request), clock.now()
    try:
        opened = doing.open_gift(_wanted(request, key), at=at)
    except Refusal as refusal:
        return _form(request, refusal=refusal, key=key)
    return redirect("web:gift", opened)


@person_required
@require_http_methods(["GET", "POST"])
def gift(request: HttpRequest, gift_id: UUID) -> HttpResponse:
    """The gift as this person sees it (GET); putting something in, giving it or calling it off (POST, once for each key)."""
    if request.method == "GET":
        return _page(request, gift_id)
    try:
        done = _do(request, gift_id)
    except Refusal as refusal:
        return _page(request, gift_id, refusal=refusal)
    return done if isinstance(done, HttpResponse) else redirect("web:gift", gift_id)


def _do(request: HttpRequest, gift_id: UUID) -> object:
    who, at, form, deed = current_person(request).id, clock.now(), request.POST, request.POST.get("deed", "")
    if deed in ("give", "cancel"):
        end = doing.give_gift if deed == "give" else doing.cancel_gift
        end(gift_id, opener_id=who, at=at)
        return None
    key, amount = forms.read_key(request), parse_amount(form.get("amount", ""), wallets.default_asset())
    put = partial(doing.put_in, gift_id, key=key, person_id=who, amount_minor=amount, at=at, shown=form.get("shown") == "1")
    fields = {"key": key, "amount": form.get("amount", ""), "shown": form.get("shown", ""), "deed": "put"}
    return proofs.through(request, lambda proof: put(confirmation=proof), fields=fields)


def _wanted(request: HttpRequest, key: UUID) -> doing.NewGift:
    form = request.POST
    try:
        day = date.fromisoformat(form.get("day", ""))
    except ValueError as bad:
        raise doing.BadDay from bad
    return doing.NewGift(
        key=key,
        opener_id=current_person(request).id,
        receiver=form.get("to", ""),
        guests=forms.read_handles(form.get("people", "")),
        occasion=form.get("occasion", ""),
        day=day,
        words=form.get("words", ""),
        goal_minor=parse_amount(form.get("goal", ""), wallets.default_asset()) if form.get("goal", "").strip() else None,
    )


def _form(request: HttpRequest, *, refusal: Refusal | None = None, key: UUID | None = None) -> HttpResponse:
    today = clock.now().date()
    facts = {
        "draft": {name: request.POST.get(name, "") for name in FIELDS},
        "symbol": wallets.default_asset(),
        "first_day": today + timedelta(days=1),
        "last_day": today + timedelta(days=364),
        "key": forms.next_key(key, refusal),
    }
    return forms.page(request, "web/together/gifts/new.html", facts, refusal=refusal)


def _page(request: HttpRequest, gift_id: UUID, *, refusal: Refusal | None = None) -> HttpResponse:
    """The gift; with an amount in the address or the form, what putting it in would be; with the words of a refusal, if there was one."""
    who, given = current_person(request).id, request.POST if request.method == "POST" else request.GET
    shown, amount = together.group_gift(gift_id, for_person=who), None
    if shown is None:
        raise Http404
    if given.get("amount"):
        try:
            amount = parse_amount(given.get("amount", ""), shown.asset)
        except Refusal as bad_amount:
            refusal = bad_amount
    facts = {
        "gift": shown,
        "fillable": shown.can_be_filled(clock.now()),
        "amount_minor": amount,
        "typed": given.get("amount", ""),
        "show_mine": given.get("shown") == "1",
        "wallet": wallets.wallet(who),
        "refusal": refusal,
        "key": forms.next_key(forms.read_id(request.POST.get("key", "")), refusal),
    }
    return forms.page(request, "web/together/gifts/gift.html", facts, refusal=refusal)
