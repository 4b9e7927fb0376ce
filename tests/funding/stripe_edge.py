"""Stripe as it looks from here: `localstripe`, a stateful stand-in, as a process of its own, behind an edge that adds what it lacks.

The edge keeps idempotency keys (the same key, the same answer), has sessions of Checkout, and loses requests or answers when it is told to.
"""

import json
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.site.running import free_port

READY_SECONDS_MAX = 15.0
KEY = "sk_test_zhiyin"


@dataclass
class Edge:
    """`loses`: what becomes of the next charges: "request", "answer", "key" (a 500), "" (all is well)."""

    behind: str
    url: str = ""
    loses: list[str] = field(default_factory=list)
    kept: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    sessions: dict[str, dict[str, Any]] = field(default_factory=dict)
    charges: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
        """What localstripe answers."""
        request = urllib.request.Request(f"{self.behind}{path}", data=body or None, method=method, headers={"Authorization": f"Bearer {KEY}"})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as no:
            return no.code, no.read()

    def make(self, path: str, **fields: str) -> dict[str, Any]:
        """Something new at localstripe."""
        status, answer = self.ask("POST", path, urllib.parse.urlencode(fields).encode())
        assert status == 200, answer
        found: dict[str, Any] = json.loads(answer)
        return found

    def give_card(self, session_id: str, number: str = "4242424242424242") -> None:
        """What a person does on the page of Checkout: the number is typed there."""
        session = self.sessions[session_id]
        card = {"card[number]": number, "card[exp_month]": "12", "card[exp_year]": "2039", "card[cvc]": "123"}
        kept = self.make("/v1/payment_methods", type="card", **card)
        self.make(f"/v1/payment_methods/{kept['id']}/attach", customer=session["customer"])
        session |= {"status": "complete", "setup_intent": {"id": "seti_1", "object": "setup_intent", "payment_method": kept}}

    def answer(self, method: str, path: str, body: bytes, key: str) -> tuple[int, bytes] | None:
        """The answer of the edge; None: the line goes dead."""
        charging = method == "POST" and path == "/v1/payment_intents"
        fate = self.loses.pop(0) if charging and self.loses else ""
        if fate == "request":
            return None
        if fate == "key":
            return 500, b'{"error": {"type": "api_error", "message": "try again"}}'
        if not key:
            return self._session(method, path, body) or self._list(method, path) or self.ask(method, path, body)
        with self.lock:  # the same key twice at once is one charge
            if key not in self.kept:
                self.charges += charging
                self.kept[key] = self._session(method, path, body) or self.ask(method, path, body)
        return None if fate == "answer" else self.kept[key]

    def _session(self, method: str, path: str, body: bytes) -> tuple[int, bytes] | None:
        if not path.startswith("/v1/checkout/sessions"):
            return None
        if method == "POST":
            wanted = dict(urllib.parse.parse_qsl(body.decode()))
            name = f"cs_test_{len(self.sessions) + 1}"
            marks = {key[9:-1]: value for key, value in wanted.items() if key.startswith("metadata[")}
            self.sessions[name] = {
                "id": name,
                "object": "checkout.session",
                "status": "open",
                "customer": wanted["customer"],
                "url": f"https://checkout.stripe.com/c/{name}",
                "metadata": marks,
            }
            return 200, json.dumps(self.sessions[name]).encode()
        return 200, json.dumps(self.sessions[path.split("?", maxsplit=1)[0].rsplit("/", 1)[1]]).encode()

    def _list(self, method: str, path: str) -> tuple[int, bytes] | None:
        if method != "GET" or not path.startswith("/v1/payment_intents?"):
            return None
        asked, page = dict(urllib.parse.parse_qsl(path.partition("?")[2])), dict[str, Any](has_more=True, data=[])
        found: list[dict[str, Any]] = []
        while page["has_more"]:
            after = f"&starting_after={page['data'][-1]['id']}" if page["data"] else ""
            page = json.loads(self.ask("GET", f"/v1/payment_intents?limit=100{after}")[1])
            found += [each for each in page["data"] if each["customer"] == asked["customer"]]
        return 200, json.dumps(page | {"data": found}).encode()


@contextmanager
def running() -> Iterator[Edge]:
    """Both of them, as long as the block lasts."""
    port = free_port()
    with subprocess.Popen(
        [sys.executable, "-m", "localstripe", "--port", str(port), "--from-scratch"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as behind:
        edge = Edge(behind=f"http://localhost:{port}")
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(edge))
        edge.url = f"http://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            _wait(port)
            yield edge
        finally:
            server.shutdown()
            server.server_close()
            behind.terminate()


def _handler(edge: Edge) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._do("GET")

        def do_POST(self) -> None:
            self._do("POST")

        def _do(self, method: str) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            found = edge.answer(method, self.path, body, self.headers.get("Idempotency-Key", "") if method == "POST" else "")
            if found is None:
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            self.send_response(found[0])
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(found[1])))
            self.end_headers()
            with suppress(BrokenPipeError, ConnectionResetError):  # whoever asked may be dead by now
                self.wfile.write(found[1])

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    return Handler


def _wait(port: int) -> None:
    deadline = time.monotonic() + READY_SECONDS_MAX
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError("localstripe did not start")
