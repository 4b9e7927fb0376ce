"""What is answered when nothing else fits: a page to people, a problem to programs. A database that is away is not our fault and soon over: 503."""

import sys
import time

import structlog
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from zhiyin.api import problems
from zhiyin.kit.errors import Refusal
from zhiyin.web.pages import errors as pages

RETRY_SECONDS = 5
SAID_EVERY_SECONDS = 10
log = structlog.get_logger("zhiyin.failures")
_said = {"at": 0.0, "since": 0}


class NotFound(Refusal):
    """There is no such address."""

    code = "not_found"
    status = 404


class NotOpen(Refusal):
    """It belongs to somebody else."""

    code = "not_open"
    status = 403


class Broken(Refusal):
    """Our fault."""

    code = "broken"
    status = 500


class Unavailable(Refusal):
    """The database does not answer, or has no room: soon over."""

    code = "unavailable"
    status = 503


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request made no sense."""
    return (
        problems.answer(request, problems.BadRequest(what="request"), status=400) if _is_program(request) else pages.bad_request(request, exception)
    )


def not_open(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: it belongs to somebody else."""
    return problems.answer(request, NotOpen()) if _is_program(request) else pages.not_open(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: there is no such address."""
    return problems.answer(request, NotFound()) if _is_program(request) else pages.not_found(request, exception)


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault; 503 with the time to try again when it is the database that is lost, full or too busy."""
    error = sys.exc_info()[1]
    if not isinstance(error, OperationalError | InterfaceError):
        return problems.answer(request, Broken()) if _is_program(request) else pages.broken(request)
    page = HttpResponse(render_to_string("errors/503.html"), status=503)
    response = problems.answer(request, Unavailable()) if _is_program(request) else page
    response["Retry-After"] = str(RETRY_SECONDS)
    response._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001  once in a while is enough, see below
    _say(error)
    return response


def _say(error: Exception) -> None:
    """One line in ten seconds, with how many it stands for: while a database is away every request meets the same."""
    _said["since"] += 1
    if time.monotonic() - _said["at"] >= SAID_EVERY_SECONDS:
        log.warning("database_lost", error=str(error).strip().split("\n")[0], requests=_said["since"])
        _said.update(at=time.monotonic(), since=0)


def _is_program(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")
