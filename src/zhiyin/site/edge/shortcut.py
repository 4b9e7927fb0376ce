"""The short way for what programs ask most often, in front of Django and in the same process: sending money.

It answers one kind of request: a well-formed one that succeeds. Whatever else comes (another form, a token that does not work, a refusal, a database
that stumbles) takes the ordinary way from its beginning, which judges and words it; its key makes the second try harmless. So both ways say the same.
"""

import functools
import io
from collections.abc import Callable, Iterable
from typing import Any

import structlog
from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port, validate_host
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.security import SecurityMiddleware

from zhiyin.api import plainly
from zhiyin.kit.errors import Refusal
from zhiyin.site.edge.middleware import Headers, Noted

PATH = "/api/v1/transfers"
ROUTE = "api/v1/transfers"
Start = Callable[..., Any]
Wsgi = Callable[[dict[str, Any], Start], Iterable[bytes]]
log = structlog.get_logger("zhiyin.shortcut")


class Shortcut:
    """A WSGI application around Django's."""

    def __init__(self, ordinary: Wsgi) -> None:
        self.ordinary = ordinary

    def __call__(self, asked: dict[str, Any], start: Start) -> Iterable[bytes]:
        """The answer, by the short way if it leads there."""
        length = asked.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdecimal()):  # a length that is none: there is no body then, and somebody says so
            asked["CONTENT_LENGTH"] = "0"
        if asked.get("PATH_INFO") != PATH or not _is_plain(asked):
            return self.ordinary(asked, start)
        body = asked["wsgi.input"].read(int(asked["CONTENT_LENGTH"]))
        note = Noted()
        try:
            who, answer = plainly.transfer(asked, body)
        except (plainly.NotPlain, Refusal, ValueError, RecursionError, DatabaseError, InterfaceError):
            return self.ordinary(asked | {"wsgi.input": io.BytesIO(body)}, start)
        note.down(method="POST", route=ROUTE, status=201, person=who)
        head = [("Content-Length", str(len(answer))), ("X-Request-ID", note.id)]
        start("201 Created", [*_headers(asked.get("HTTP_X_FORWARDED_PROTO", "")), *head])
        return [answer]


def _is_plain(asked: dict[str, Any]) -> bool:
    """Whether the request's head is of the plainest kind."""
    length = asked.get("CONTENT_LENGTH", "")
    return (
        asked["REQUEST_METHOD"] == "POST"
        and not asked.get("QUERY_STRING")
        and not asked.get("SCRIPT_NAME")
        and asked.get("CONTENT_TYPE") == "application/json"
        and length.isdecimal()
        and 0 < int(length) <= plainly.BODY_BYTES_MAX
        and asked.get("HTTP_AUTHORIZATION", "").startswith("Bearer zy_")
        and _is_ours(asked.get("HTTP_HOST", ""))
    )


@functools.lru_cache(256)
def _is_ours(host: str) -> bool:
    name, _ = split_domain_port(host)
    return bool(name) and validate_host(name, settings.ALLOWED_HOSTS)


@functools.lru_cache(8)
def _headers(forwarded: str) -> tuple[tuple[str, str], ...]:
    """What every answer of the interface carries, as Django's middleware says it."""
    request, response = HttpRequest(), HttpResponse(content_type="application/json; charset=utf-8", status=201)
    request.META = {"HTTP_X_FORWARDED_PROTO": forwarded}
    SecurityMiddleware(lambda _: response).process_response(request, response)
    XFrameOptionsMiddleware(lambda _: response).process_response(request, response)
    return tuple(Headers(lambda _: response)(request).headers.items())
