"""The shop a page is about: one at whose till the signed-in person works, never anybody else's."""

from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from zhiyin.identity.access import current_person
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


def page(request: HttpRequest, template: str, shop: Merchant, /, **facts: object) -> HttpResponse:
    """A page of the till of that shop. `status`, when it is among the facts, is the answer's."""
    status = facts.pop("status", 200)
    return render(request, f"merchant/{template}.html", {"shop": shop, "tab": template.rpartition("/")[2], **facts}, status=int(str(status)))


def read_key(request: HttpRequest) -> UUID:
    """The key that the form was given when it was made. Raises `BadRequest` when it is none."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError as bad:
        raise BadRequest("no key") from bad
