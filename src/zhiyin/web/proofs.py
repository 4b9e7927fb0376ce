"""The page between "pay" and "paid" when a payment has to be confirmed: amount and payee, and the passkey, app or code that confirms just these."""

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhiyin.identity.access import current_person
from zhiyin.identity.stepup import confirming
from zhiyin.identity.stepup.proofs import ConfirmationFailed
from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal
from zhiyin.payments.services import ConfirmationNeeded
from zhiyin.web import forms

Done = TypeVar("Done")
FIELD = "confirmation"
WORDS_MAX = 20_000


def through(request: HttpRequest, deed: Callable[[UUID | None], Done], *, fields: Mapping[str, object]) -> Done | HttpResponse:
    """What the deed did, with the confirmation that the form carries; or the page that asks for it, with `fields` to do the deed from there.

    Raises what the deed raises, and `ConfirmationOver`.
    """
    try:
        if "send_code" in request.POST:
            return _with_code(request, fields)
        return deed(_given(request))
    except ConfirmationNeeded as needed:
        who, at = current_person(request).id, clock.now()
        asked = confirming.asked(confirming.begin(who, terms=needed.terms, at=at), person_id=who, at=at)
        return _shown(request, asked, fields=fields)
    except (ConfirmationFailed, confirming.NoWayToConfirm, confirming.TooManyCodes, confirming.TooManyTries) as refusal:
        asked = confirming.asked(_named(request), person_id=current_person(request).id, at=clock.now())
        return _shown(request, asked, fields=fields, refusal=refusal)


def ask(request: HttpRequest, confirmation_id: UUID, *, fields: Mapping[str, object]) -> HttpResponse:
    """The page that asks for a confirmation that was begun elsewhere. Raises `ConfirmationOver`, also for somebody else's."""
    return _shown(request, confirming.asked(confirmation_id, person_id=current_person(request).id, at=clock.now()), fields=fields)


def _given(request: HttpRequest) -> UUID | None:
    """The confirmation that the form names, after hearing what proves it; None when it names none."""
    if FIELD not in request.POST:
        return None
    confirmation, who, at, proof = _named(request), current_person(request).id, clock.now(), request.POST
    if proof.get("credential"):
        confirming.by_passkey(confirmation, person_id=who, response=_read(proof["credential"]), at=at)
    elif proof.get("app_code"):
        confirming.by_app(confirmation, person_id=who, code=proof["app_code"], at=at)
    else:
        confirming.by_code(confirmation, person_id=who, code=proof.get("mail_code", ""), at=at)
    return confirmation


def _with_code(request: HttpRequest, fields: Mapping[str, object]) -> HttpResponse:
    """The same page once more, with a code on its way."""
    confirmation, who, at = _named(request), current_person(request).id, clock.now()
    asked = confirming.asked(confirmation, person_id=who, at=at)
    code = confirming.send_code(confirmation, person_id=who, says=_sentence(asked.terms), at=at)
    return _shown(request, confirming.asked(confirmation, person_id=who, at=at), fields=fields, code=code)


def _shown(
    request: HttpRequest, asked: confirming.Asked, *, fields: Mapping[str, object], refusal: Refusal | None = None, code: str = ""
) -> HttpResponse:
    facts = {
        "asked": asked,
        "terms": asked.terms,
        "name": payee(asked.terms),
        "amount_minor": int(asked.terms["amount_minor"]),
        "fields": {**fields, FIELD: asked.id},
        "demo_code": code if settings.CONFIG.is_demo else "",
        "js_data": {"request_options": asked.options} if asked.options else None,
    }
    return forms.page(request, "web/pay/prove.html", facts, refusal=refusal)


def payee(terms: Mapping[str, str]) -> str:
    """The payee's name in the language of the page; both names are signed."""
    return terms["payee_name_zh" if (get_language() or "").startswith("zh") else "payee_name"]


def _sentence(terms: Mapping[str, str]) -> str:
    return _("You are about to pay %(amount)s to %(name)s.") % {"amount": terms["amount"], "name": payee(terms)}


def _named(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get(FIELD, ""))
    except ValueError as bad:
        raise confirming.ConfirmationOver from bad


def _read(text: str) -> Mapping[str, Any]:
    """What the browser's passkey said; nothing useful when it is no such thing, which then confirms nothing."""
    try:
        told = json.loads(text) if len(text) <= WORDS_MAX else None
    except (ValueError, RecursionError):
        told = None
    return told if isinstance(told, dict) else {}
