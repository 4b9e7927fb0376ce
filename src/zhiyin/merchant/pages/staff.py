"""Who works at the till: the owner asks people and takes their place back; whoever works there sees their own."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from zhiyin.identity.access import current_person, merchant_required
from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.kit.money import parse_amount
from zhiyin.merchant.shop import own_shop, page, read_key, shop_at
from zhiyin.payments import queries as payments
from zhiyin.payments import services
from zhiyin.payments.queries import Shop
from zhiyin.wallets.queries import default_asset

USUAL_LIMIT = "20"


@dataclass(frozen=True, slots=True)
class Draft:
    """An invitation as the owner has put it together so far, as text: nothing is judged yet."""

    handle: str = ""
    role: str = "cashier"
    limit: str = USUAL_LIMIT

    @classmethod
    def of(cls, request: HttpRequest) -> "Draft":
        """What the form says."""
        form = request.POST
        return cls(handle=form.get("handle", "").strip(), role=form.get("role", ""), limit=form.get("limit", "").strip())

    @property
    def limit_minor(self) -> int:
        """The limit in minor units; zero when nothing is written there. Raises `BadAmount`."""
        return limit_of(self.limit) if self.role == "cashier" else 0


def limit_of(text: str) -> int:
    """A limit as an owner writes it, in minor units: nothing and "0" are zero. Raises `BadAmount`."""
    return parse_amount(text, default_asset()) if text.strip("0. ") else 0


@merchant_required
@require_http_methods(["GET", "POST"])
def staff(request: HttpRequest, shop: str) -> HttpResponse:
    """Those who work here and were asked to (GET); somebody is asked (POST, once for each key)."""
    here = shop_at(request, shop)
    if request.method == "GET":
        return _page(request, here)
    own, key, draft = own_shop(request, shop), read_key(request), Draft.of(request)
    try:
        services.invite_staff(
            key=key,
            merchant_id=own.id,
            by_id=current_person(request).id,
            handle=draft.handle,
            role=draft.role,
            refund_max_minor=draft.limit_minor,
            at=clock.now(),
        )
    except Refusal as refusal:
        return _page(request, here, draft=draft, refusal=refusal)
    return redirect("merchant:staff", own.slug)


@merchant_required
@require_POST
def limit(request: HttpRequest, shop: str, place_id: UUID) -> HttpResponse:
    """A cashier may give back more or less in a day from now on; an owner says so."""
    own, here = own_shop(request, shop), shop_at(request, shop)
    try:
        most = limit_of(request.POST.get("limit", ""))
        services.limit_refunds(place_id, merchant_id=own.id, by_id=current_person(request).id, refund_max_minor=most)
    except services.InvitationOver as unknown:
        raise Http404 from unknown
    except Refusal as refusal:
        return _page(request, here, refusal=refusal)
    return redirect("merchant:staff", own.slug)


@merchant_required
@require_POST
def end(request: HttpRequest, shop: str, place_id: UUID) -> HttpResponse:
    """A place at the till is closed: by an owner, or by the one who has it."""
    here, who, at = shop_at(request, shop), current_person(request).id, clock.now()
    try:
        if here.role == "owner":
            services.end_staff(place_id, merchant_id=here.merchant.id, by_id=who, at=at)
        else:
            services.leave_till(place_id, person_id=who, at=at)
    except services.InvitationOver as unknown:
        raise Http404 from unknown
    return redirect("merchant:staff", here.merchant.slug) if payments.role_at(here.merchant.id, who) else redirect("web:home")


def _page(request: HttpRequest, here: Shop, *, draft: Draft | None = None, refusal: Refusal | None = None) -> HttpResponse:
    who = current_person(request)
    facts = {
        "role": here.role,
        "helpers": [each for each in payments.staff_of(here.merchant.id) if here.role == "owner" or each.person_id == who.id],
        "draft": draft or Draft(),
        "asset": default_asset(),
        "key": uuid7(),
        "me": who,
    }
    return page(request, "staff", here.merchant, facts, refusal=refusal)
