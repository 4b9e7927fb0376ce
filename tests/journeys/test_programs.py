"""A shop's own program takes a payment: the person sees the lines, the program hears of it, and the books end in no differences."""

import base64
import hashlib
import hmac
import json
import re
import threading
import time
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.hands import Hands, Product, speak

pytestmark = pytest.mark.journey
PATIENCE_SECONDS = 15


@pytest.fixture
def receiver() -> Iterator[Any]:
    """A program of the shop's that listens on this machine."""

    class Ear(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            server.heard.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), Ear)
    server.heard = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def order(product: Product, key: str) -> dict[str, Any]:
    """What the interface answers to the shop's program."""
    lines = [{"name": "Rye bread", "quantity": 2, "unit_price": "3.50"}, {"name": "Coffee", "unit_price": "3.00"}]
    asked = urllib.request.Request(
        f"{product.url}/api/v1/merchant/orders",
        json.dumps({"amount": "10.00", "reference": "A-17", "lines": lines}).encode(),
        {"Authorization": f"Bearer {key}", "Idempotency-Key": str(uuid4()), "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(asked, timeout=10) as answer:
        return dict(json.load(answer))


def heard(receiver: Any) -> tuple[dict[str, str], bytes]:
    """What the program was told, once it was."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not receiver.heard and time.monotonic() < until:
        time.sleep(0.1)
    assert receiver.heard, "the program heard nothing"
    headers, body = receiver.heard[0]
    return headers, body


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_shops_program_takes_a_payment_and_hears_of_it(hands: Hands, receiver: Any, language: str) -> None:
    owner, handle = hands.newcomer()
    slug = f"bakery-{handle}".replace("_", "-")
    hands.product.tell("shop", handle, "--name", f"Bakery {handle}")
    say = speak(owner, language)

    owner.goto(f"/till/{slug}/programs/")
    owner.get_by_label(say("Which program is it for?")).fill("web shop")
    owner.get_by_label(say("Ask to be paid, cancel, send messages again")).check()
    owner.get_by_role("button", name=say("Make the key")).click()
    key = owner.locator("#made-key").inner_text()
    add_address(owner, say, f"http://localhost:{receiver.server_port}/hooks")
    secret = owner.locator("details code").first.text_content() or ""

    placed = order(hands.product, key)
    payer, _ = hands.newcomer(money="20")
    payer.goto(placed["pay_url"])
    payer.get_by_role("button", name=re.compile(r"^Pay \$10\.00")).click()
    expect(payer.get_by_role("row", name=re.compile("Rye bread"))).to_contain_text("$7.00")

    headers, body = heard(receiver)
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    mine = hmac.new(base64.b64decode(secret.strip().removeprefix("whsec_")), signed, hashlib.sha256).digest()
    assert headers["webhook-signature"] == "v1," + base64.b64encode(mine).decode()
    assert json.loads(body)["data"]["reference"] == "A-17"

    owner.goto(f"/till/{slug}/bank/")
    owner.get_by_label(say("Account holder")).fill("Mei Lin")
    owner.get_by_label(say("Account number (IBAN)")).fill("DE89 3704 0044 0532 0130 00")
    owner.get_by_role("button", name=say("Keep this")).click()
    owner.get_by_role("link", name=say("Check the books")).click()
    expect(owner.get_by_role("status")).to_contain_text(say("0 differences"))
    expect(owner.locator("table.lines")).to_contain_text("$10.00")


def add_address(owner: Page, say: Any, url: str) -> None:
    """The owner writes down where the program is told of payments."""
    owner.get_by_label(say("Address to be told")).fill(url)
    owner.get_by_label(say("Payments"), exact=True).check()
    owner.get_by_role("button", name=say("Add the address")).click()
    expect(owner.get_by_text(url).first).to_be_visible()
