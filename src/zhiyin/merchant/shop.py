"""The shop a page is about: one of the signed-in owner's, never anybody else's."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from zhiyin.identity.access import current_person
from zhiyin.payments import queries as payments
from zhiyin.payments.queries import Merchant


def own_shop(request: HttpRequest, slug: str) -> Merchant:
    """The owner's shop of that slug; somebody else's is not found, so that nobody learns whose it is. One statement."""
    for shop in payments.merchants_of(current_person(request).id):
        if shop.slug == slug:
            return shop
    raise Http404


def page(request: HttpRequest, template: str, shop: Merchant, /, **facts: object) -> HttpResponse:
    """A page of the till of that shop."""
    return render(request, f"merchant/{template}.html", {"shop": shop, "tab": template, **facts})
