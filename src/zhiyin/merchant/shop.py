"""The shop a page is about: one at whose till the signed-in person works, never anybody else's."""

from collections.abc import Mapping
from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from zhiyin.identity.access import current_person
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.kit.refusals import say
from zhiyin.payments import queries as payments
from zhiyin.payments.queries import Merchant, Shop


def shop_at(request: HttpRequest, slug: str) -> Shop:
    """The shop of that slug with the person's role there; any other is not found, so that nobody learns whose it is. Two statements."""
    for shop in payments.shops_of(current_person(request).id):
        if shop.merchant.slug == slug:
            return shop
    raise Http404


def own_shop(request: HttpRequest, slug: str) -> Merchant:
    """The shop of that slug, for its owners only: what a cashier need not see does not exist for them. Two statements."""
    shop = shop_at(request, slug)
    if shop.role != "owner":
        raise Http404
    return shop.merchant


def page(request: HttpRequest, template: str, shop: Merchant, facts: Mapping[str, object], *, refusal: Refusal | None = None) -> HttpResponse:
    """A page of the till of that shop. After a refusal it has the refusal's status and says its sentence, as `refused`; else `refused` is empty."""
    refused = say(refusal, get_language() or "en") if refusal else ""
    whole = {"shop": shop, "tab": template.rpartition("/")[2], "refused": refused, **facts}
    return render(request, f"merchant/{template}.html", whole, status=refusal.status if refusal else 200)


def read_key(request: HttpRequest) -> UUID:
    """The key that the form was given when it was shown. Raises `BadRequest` when it is none."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError as bad:
        raise BadRequest("no key") from bad


def next_key(key: UUID | None, refusal: Refusal | None) -> UUID:
    """The key for the form that is shown now: the same while a refused deed is tried again, else a new one."""
    return uuid7() if key is None or (refusal is not None and refusal.code == "key_reused") else key
