"""What lies outside a deployment and is never killed: shops' addresses that are told, and a card company that loses requests and answers."""

import base64
import hashlib
import hmac
import json
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import UUID

from tests.funding.stripe_edge import Edge
from tests.site.chaos.people import Shop

FATES = ("", "", "", "", "answer", "request", "key")


@dataclass
class Listener:
    """An address that is told by webhook. It takes three calls of four; of the fourth it says that it could not."""

    url: str = ""
    calls: list[tuple[dict[str, str], str]] = field(default_factory=list)
    draw: random.Random = field(default_factory=lambda: random.Random(1))

    def take(self, headers: dict[str, str], body: str) -> int:
        """The status that is answered."""
        if self.draw.random() < 0.25:
            return 503
        self.calls.append((headers, body))
        return 204

    def told(self, shops: list[Shop]) -> dict[str, set[str]]:
        """What was heard, by the number of the message: its bodies. Raises when a signature is none of the shops'."""
        bodies: dict[str, set[str]] = {}
        for headers, body in self.calls:
            signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{body}".encode()
            assert any(_signature(shop.secret, signed) in headers["webhook-signature"].split() for shop in shops)
            bodies.setdefault(headers["webhook-id"], set()).add(body)
        return bodies


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


@contextmanager
def listening() -> Iterator[Listener]:
    """An address as long as the block lasts."""
    listener = Listener()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            self.send_response(listener.take({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listener.url = f"http://127.0.0.1:{server.server_address[1]}/"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield listener
    finally:
        server.shutdown()
        server.server_close()


def cards(company: Edge, count: int) -> list[tuple[str, str]]:
    """So many customers with a card each; from now on the company loses some of what is asked of it."""
    found = []
    for _ in range(count):
        card = {"card[number]": "4242424242424242", "card[exp_month]": "12", "card[exp_year]": "2039", "card[cvc]": "123"}
        customer, kept = company.make("/v1/customers")["id"], company.make("/v1/payment_methods", type="card", **card)["id"]
        company.make(f"/v1/payment_methods/{kept}/attach", customer=customer)
        found.append((customer, kept))
    draw = random.Random(2)
    company.loses = [draw.choice(FATES) for _ in range(100_000)]
    return found


def call(charge_id: UUID, *, number: str, secret: str, at: int) -> tuple[bytes, str]:
    """The company's call about a charge, and its signature."""
    about = {"id": "pi_any", "object": "payment_intent", "metadata": {"zhiyin_charge": str(charge_id)}}
    body = json.dumps({"id": number, "object": "event", "type": "payment_intent.succeeded", "data": {"object": about}}).encode()
    return body, f"t={at},v1={hmac.new(secret.encode(), f'{at}.'.encode() + body, hashlib.sha256).hexdigest()}"


def taken(company: Edge) -> dict[str, int]:
    """What the company took for each of our charges."""
    found: dict[str, int] = {}
    for status, answer in company.kept.values():
        intent = json.loads(answer)
        if status == 200 and intent.get("object") == "payment_intent" and intent["status"] == "succeeded":
            key = intent["metadata"]["zhiyin_charge"]
            assert key not in found, "the company was asked for the same charge under two keys"
            found[key] = intent["amount"]
    return found
