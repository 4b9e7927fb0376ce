"""What the first page costs the processor."""

import io
import statistics
import time
from typing import Any, cast

from django.conf import settings
from django.test import Client

from benchmarks.ground import Ground
from benchmarks.people import crowd, shop
from benchmarks.registry import Sample, figure
from zhiyin.identity.models import User
from zhiyin.kit import clock
from zhiyin.kit.ids import uuid7
from zhiyin.outbox import services as outbox
from zhiyin.payments import services as payments
from zhiyin.site.wsgi import application

REQUESTS = 200
PAYMENTS = 12


@figure("home.cpu", unit="ms CPU", at_most=1.5)
def home_cpu(ground: Ground) -> Sample:
    """Median CPU time of the app for a signed-in person's first page: the whole WSGI call with middleware, queries and template; PostgreSQL's not."""
    return Sample(statistics.median(ground.once_a_round("home", lambda: _visits(ground))))


@figure("home.cpu_p99", unit="ms CPU")
def home_cpu_p99(ground: Ground) -> Sample:
    """The 99th percentile of the same visits."""
    return Sample(statistics.quantiles(ground.once_a_round("home", lambda: _visits(ground)), n=100)[98])


def _visits(ground: Ground) -> list[float]:
    cookie = ground.once("home session", _signed_in)
    for _ in range(20):
        _visit(cookie)
    return sorted(_visit(cookie) for _ in range(REQUESTS))


def _signed_in() -> str:
    person, merchant = crowd(1)[0], shop()
    for _ in range(PAYMENTS):
        payments.pay(key=uuid7(), payer_id=person, code=merchant, amount_minor=3_50, at=clock.now())
    outbox.drain(at=clock.now())
    client = Client()
    client.force_login(User.objects.get(pk=person), backend=settings.AUTHENTICATION_BACKENDS[-1])
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def _visit(cookie: str) -> float:
    answered: list[str] = []
    environment: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "8000",
        "HTTP_HOST": "localhost",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_COOKIE": cookie,
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
    }
    started = time.process_time()
    response = cast("Any", application)(environment, lambda status, _headers, _error=None: answered.append(status))
    body = b"".join(response)
    spent = (time.process_time() - started) * 1000
    response.close()
    if answered != ["200 OK"] or len(body) < 1000:
        raise RuntimeError(f"the first page answered {answered} with {len(body)} bytes")
    return spent
