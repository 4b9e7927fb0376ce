"""A browser that subscribed, and its push service: it answers what a test wants, and reads with another make of RFC 8188 (http_ece)."""

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from zhiyin.channels.providers.push.sealing import spelled


@dataclass(slots=True)
class Browser:
    """Its keys. Only it can read what is sent to it."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    secret: bytes = field(default_factory=lambda: os.urandom(16))

    @property
    def keys(self) -> dict[str, str]:
        """As its `PushSubscription` gives them."""
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"p256dh": spelled(point), "auth": spelled(self.secret)}

    def read(self, body: bytes) -> dict[str, Any]:
        """What was sent to it."""
        return dict(json.loads(http_ece.decrypt(body, private_key=self.key, auth_secret=self.secret, version="aes128gcm")))


@dataclass(slots=True)
class Call:
    """One call to the push service."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class Service:
    """A push service on this machine. `answers`: the next answers by path, (status, headers); 201 when there is none."""

    port: int = 0
    calls: list[Call] = field(default_factory=list)
    answers: dict[str, list[tuple[int, dict[str, str]]]] = field(default_factory=dict)

    def endpoint(self, name: str) -> str:
        """The address of one subscription."""
        return f"http://127.0.0.1:{self.port}/{name}"


@contextmanager
def service() -> Iterator[Service]:
    """A push service, gone afterwards."""
    state = Service()

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            state.calls.append(Call(self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            waiting = state.answers.get(self.path.strip("/"), [])
            status, headers = waiting.pop(0) if waiting else (201, {})
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    state.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
