"""Stripe calls us over HTTP: what its stand-in sends and what its official library signs is checked, kept once and followed; nothing else is."""

import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
import stripe as official
from django.core.wsgi import get_wsgi_application
from pytest_django import Settings
from tests import make
from tests.funding import stripe_edge
from tests.funding.stripe_edge import Edge
from tests.funding.test_stripe import SECRET, card_of, event, paid_in, right

from zhiyin.funding import queries
from zhiyin.funding.models import ProviderEvent
from zhiyin.kit.ids import uuid7

pytestmark = pytest.mark.usefixtures("fresh_database")
WAIT_SECONDS = 20


class Quiet(WSGIRequestHandler):
    """Says nothing."""

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def door(fresh_database: str) -> Iterator[str]:
    """The product's own address for Stripe, on a real port."""
    with make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/api/v1/webhooks/stripe"
        server.shutdown()


@pytest.fixture(scope="module")
def one_stripe() -> Iterator[Edge]:
    with stripe_edge.running() as edge:
        yield edge


@pytest.fixture
def stripe(one_stripe: Edge, settings: Settings) -> Edge:
    settings.CONFIG = replace(settings.CONFIG, stripe_key=stripe_edge.KEY, stripe_webhook_secret=SECRET, stripe_url=one_stripe.url)
    settings.ALLOWED_HOSTS = ["127.0.0.1", *settings.ALLOWED_HOSTS]
    one_stripe.loses, one_stripe.charges = [], 0
    return one_stripe


def signed(body: bytes, *, secret: str = SECRET, at: float = 0) -> str:
    """The header as Stripe's own library computes it."""
    moment = int(at or time.time())
    return f"t={moment},v1={official.WebhookSignature._compute_signature(f'{moment}.{body.decode()}', secret)}"


def post(door: str, body: bytes, signature: str) -> tuple[int, dict[str, object]]:
    headers = {"Content-Type": "application/json", "Stripe-Signature": signature}
    try:
        with urllib.request.urlopen(urllib.request.Request(door, data=body, headers=headers), timeout=10) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as no:
        return no.code, json.load(no)


def until(charge_id: object) -> str:
    """How the charge ended, as soon as it did."""
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        (found,) = queries.charges([charge_id]).values()  # type: ignore[list-item]
        if found.state != "waiting":
            return found.state
        time.sleep(0.1)
    return "waiting"


def test_what_the_stand_in_sends_settles_a_charge_whose_answer_was_lost(stripe: Edge, door: str) -> None:
    hook = urllib.request.Request(
        f"{stripe.behind}/_config/webhooks/here",
        data=json.dumps({"url": door, "secret": SECRET, "events": ["payment_intent.succeeded"]}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(hook, timeout=10) as answer:
        assert answer.status == 200
    mei = make.person()
    card, stripe.loses = card_of(mei, stripe), ["answer"]

    lost = paid_in(mei, card)
    assert lost.state == "waiting"

    assert (until(lost.id), right(mei, 25_00), stripe.charges) == ("paid", True, 1)
    assert ProviderEvent.objects.get().kind == "payment_intent.succeeded"


def test_what_the_official_library_signs_is_believed_and_constructs_there_too(stripe: Edge, door: str) -> None:
    mei = make.person()
    card, stripe.loses = card_of(mei, stripe), ["answer"]
    lost = paid_in(mei, card)
    body = event(lost.id)
    assert official.Webhook.construct_event(body, signed(body), SECRET).id == "evt_1"

    answers = [post(door, body, signed(body)) for _ in range(2)]

    assert answers == [(200, {"new": True}), (200, {"new": False})]
    assert (until(lost.id), right(mei, 25_00)) == ("paid", True)


def test_a_changed_word_another_secret_an_old_call_and_no_signature_are_refused_over_http(stripe: Edge, door: str) -> None:
    body = event(uuid7())
    good = signed(body)
    wrong = [
        (body.replace(b"succeeded", b"canceled"), good),
        (body, signed(body, secret="whsec_of_somebody_else")),
        (body, signed(body, at=time.time() - 3_600)),
        (body, good.replace("t=", "t=1")),
        (body, ""),
        (body, "t=,v1="),
        (body, good.replace("v1=", "v0=")),
    ]

    answers = [post(door, *each) for each in wrong]

    assert [(status, said["code"]) for status, said in answers] == [(400, "bad_webhook")] * len(wrong)
    assert ProviderEvent.objects.count() == 0
