"""Every "no" of the interface, as RFC 9457 problem details in the caller's language."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language_from_request
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from zhiyin.kit.errors import Refusal
from zhiyin.kit.refusals import say


class NotSignedIn(Refusal):
    """The request carries no token that works."""

    code = "not_signed_in"
    status = 401


class BadRequest(Refusal):
    """The request is not in the form that is declared; `what` names the place."""

    code = "bad_request"


class Problem(Schema):
    """RFC 9457. `code` never changes and is what a program looks at; `detail` is for people, in the language of Accept-Language."""

    type: str
    title: str
    status: int
    detail: str
    code: str


PROBLEMS: dict[int, type[Schema]] = {400: Problem, 401: Problem, 409: Problem, 422: Problem, 429: Problem}
SCOPED = {**PROBLEMS, 403: Problem}  # of a key that may do some things only


def answer(request: HttpRequest, refusal: Refusal, *, status: int = 0) -> HttpResponse:
    """The refusal as a response; with what it tells beside, if it has `more`."""
    status = status or refusal.status
    body = Problem(
        type=f"urn:zhiyin:refusal:{refusal.code}",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=say(refusal, get_language_from_request(request)),
        code=refusal.code,
    )
    response = JsonResponse(body.dict() | getattr(refusal, "more", {}), status=status, content_type="application/problem+json")
    response["Vary"] = "Accept-Language"
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = "Bearer"
    if status == HTTPStatus.TOO_MANY_REQUESTS and "seconds" in refusal.facts:
        response["Retry-After"] = str(refusal.facts["seconds"])
    return response


def handle(api: NinjaAPI) -> None:
    """The interface says no in one form only."""
    handlers: dict[type[Exception], Any] = {
        Refusal: answer,
        AuthenticationError: lambda request, _: answer(request, NotSignedIn()),
        ValidationError: lambda request, error: answer(request, BadRequest(what=_place(error))),
        HttpError: lambda request, error: answer(request, BadRequest(what=str(error)), status=error.status_code),
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)


def _place(error: ValidationError) -> str:
    first = error.errors[0] if error.errors else {}
    return ".".join(str(part) for part in first.get("loc", ()))[:80] or "body"
