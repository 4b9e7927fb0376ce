"""Two answers for machines: can pages be served, and is everything there."""

import structlog
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, JsonResponse

from zhiyin.site.launch import demostate
from zhiyin.site.settings import CONFIG

log = structlog.get_logger("zhiyin.health")


def healthz(_: HttpRequest) -> JsonResponse:
    """200 when this process serves pages and the database answers, else 503 with the reason."""
    return _answer(_database_trouble())


def readyz(_: HttpRequest) -> JsonResponse:
    """200 when, besides, the demo that was asked for is loaded."""
    return _answer(_database_trouble() or _demo_trouble())


def _answer(reason: str | None) -> JsonResponse:
    return JsonResponse({"status": "unavailable", "reason": reason}, status=503) if reason else JsonResponse({"status": "ok"})


def _database_trouble() -> str | None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except (DatabaseError, InterfaceError):
        log.warning("database_lost")
        connection.close()
        return "the database does not answer"
    return None


def _demo_trouble() -> str | None:
    if not CONFIG.is_demo or demostate.is_loaded(CONFIG.demo):
        return None
    found = demostate.read()
    return f"the demo could not be loaded: {found.reason}" if found.state == "failed" else "the demo is being loaded"
