"""Nobody's card number comes in: a request that carries one is refused before anything looks at it, and nothing of it is kept."""

import json
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from zhiyin.api import problems
from zhiyin.kit import card_numbers
from zhiyin.kit.errors import Refusal
from zhiyin.kit.refusals import say

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
JSON_DEPTH_MAX = 40


class CardNumberGiven(Refusal):
    """A field carries a payment card's number."""

    code = "card_number_given"


class NoCardNumbers:
    """Looks at addresses, forms and JSON, in every language's page and in the interface; not into files and pictures."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, or 422 and a sentence."""
        if not any(card_numbers.found_in(text) for text in _texts(request) if not _is_id(text)):
            return self.get_response(request)
        refusal = CardNumberGiven()
        if request.path.startswith("/api/"):
            response = problems.answer(request, refusal)
        else:
            response = render(request, "errors/refused.html", {"sentence": say(refusal, get_language() or "en")}, status=refusal.status)
        response._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001  Django would write the address down, with the number in it
        return response


def _texts(request: HttpRequest) -> Iterable[str]:
    yield request.path
    yield from _of_form(request.GET.lists())
    if request.method in ("GET", "HEAD"):
        return
    if request.path.startswith("/api/"):
        request.body  # noqa: B018  read whole and kept: a form is read from the wire only once, and the interface wants to read it again
    if request.content_type in FORMS:
        yield from _of_form(request.POST.lists())
    else:
        yield from _of_body(request.body)


def _of_form(fields: Iterable[tuple[str, list[Any]]]) -> Iterable[str]:
    for name, values in fields:
        yield name
        yield from map(str, values)


def _of_body(body: bytes) -> Iterable[str]:
    try:
        yield from _of_json(json.loads(body), JSON_DEPTH_MAX)
    except (ValueError, RecursionError):
        yield body.decode(errors="replace")


def _of_json(value: object, depth: int) -> Iterable[str]:
    if isinstance(value, dict | list) and depth == 0:
        raise RecursionError
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from _of_json(inner, depth - 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _of_json(inner, depth - 1)
    else:
        yield str(value)


def _is_id(text: str) -> bool:
    """Our own keys are UUIDs; one in many millions is all digits."""
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False
