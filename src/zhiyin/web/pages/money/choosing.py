"""The form for an amount and one of the person's own cards or bank accounts."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from zhiyin.funding.queries import Method
from zhiyin.funding.services import NoSuchMethod
from zhiyin.identity.access import current_person
from zhiyin.kit.errors import Refusal
from zhiyin.wallets import queries as wallets
from zhiyin.web import forms


def chosen(request: HttpRequest) -> UUID:
    """The card or account that the form names. Raises `NoSuchMethod` when it names none."""
    method_id = forms.read_id(request.POST.get("method", ""))
    if method_id is None:
        raise NoSuchMethod
    return method_id


def form(request: HttpRequest, template: str, methods: Sequence[Method], *, refusal: Refusal | None, key: UUID | None) -> HttpResponse:
    """The form with what was typed and chosen; the first of `methods` is chosen beforehand."""
    facts = {
        "methods": methods,
        "chosen": request.POST.get("method", "") or (str(methods[0].id) if methods else ""),
        "wallet": wallets.wallet(current_person(request).id),
        "typed": request.POST.get("amount", ""),
        "key": forms.next_key(key, refusal),
    }
    return forms.page(request, template, facts, refusal=refusal)
