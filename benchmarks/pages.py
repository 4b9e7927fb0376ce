"""What the first page costs the processor."""

import statistics
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.test import Client

from benchmarks.ground import Ground
from benchmarks.inside import answered
from benchmarks.people import crowd, shop
from benchmarks.registry import Sample, figure
from zhiyin.events.money import Line
from zhiyin.followups import services as followups
from zhiyin.identity.models import User
from zhiyin.kit import clock
from zhiyin.kit.ids import uuid7
from zhiyin.outbox import services as outbox
from zhiyin.payments import services as payments
from zhiyin.payments.services import NewItem, PastPayment

REQUESTS = 200
WEEKS = 12
ITEMS = ("milk", "bread", "apples", "tea", "rice", "soap", "eggs")
SEEN = (b"Due soon", b"For you", b"How did it go at Bench Bakery?", b"so far")


@figure("home.cpu", unit="ms CPU", at_most=1.5)
def home_cpu(ground: Ground) -> Sample:
    """Median CPU time of the app for a signed-in person's first page: the whole WSGI call with middleware, queries and template; PostgreSQL's not.

    The page has everything it can have: what is due, suggestions, a question that waits. It is not packed: no `Accept-Encoding`.
    """
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
    """Somebody with twelve weeks of shopping behind them, who paid just now and was asked how it went: the page has all of its parts."""
    person, merchant, now = crowd(1)[0], shop(), clock.now()
    payments.list_items([NewItem(item_id=f"bench-{name}", name_en=name.title(), category="grocery") for name in ITEMS], at=now)
    lines = tuple(Line(item_id=f"bench-{name}", quantity=1, amount_minor=1_50, discount_minor=0) for name in ITEMS)
    payments.pay_many([_shopping(person, merchant, now - timedelta(days=7 * week), lines) for week in range(WEEKS, 0, -1)])
    payments.pay(key=uuid7(), payer_id=person, code=merchant, amount_minor=3_50, at=now)
    outbox.drain(at=now)
    followups.run_due(clock.now() + timedelta(minutes=1))
    client = Client()
    client.force_login(User.objects.get(pk=person), backend=settings.AUTHENTICATION_BACKENDS[-1])
    client.get("/", SERVER_NAME="localhost")  # it sets the cookie that forms need, as in every browser
    return "; ".join(f"{name}={cookie.value}" for name, cookie in client.cookies.items())


def _shopping(person: UUID, merchant: UUID, at: datetime, lines: tuple[Line, ...]) -> PastPayment:
    return PastPayment(
        key=uuid7(at), payer_id=person, merchant_id=merchant, amount_minor=sum(line.amount_minor for line in lines), at=at, lines=lines
    )


def _visit(cookie: str) -> float:
    spent, page = answered("/", HTTP_COOKIE=cookie)
    if missing := [word for word in SEEN if word not in page]:
        raise RuntimeError(f"the first page does not show {missing}")
    return spent
