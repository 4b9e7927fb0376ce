"""A calendar on this machine: real HTTP, made-up blocks."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from zhiyin.ledger.anchors.calendars import PretendCalendar


class Handler(BaseHTTPRequestHandler):
    """POST /digest and GET /timestamp/…, as calendars answer them; `server.answers` comes first where it is set: a status and bytes."""

    server: Any

    def do_POST(self) -> None:
        digest = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append(("POST", self.path, digest))
        self._say(self.server.answers or (200, PretendCalendar().submit(digest)))

    def do_GET(self) -> None:
        self.server.asked.append(("GET", self.path, b""))
        found = PretendCalendar().upgrade(bytes.fromhex(self.path.removeprefix("/timestamp/"))) if self.server.has_block else None
        self._say(self.server.answers or ((404, b"Pending") if found is None else (200, found)))

    def _say(self, answer: tuple[int, bytes]) -> None:
        self.send_response(answer[0])
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", str(len(answer[1])))
        self.end_headers()
        self.wfile.write(answer[1])

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


@contextmanager
def calendar() -> Iterator[Any]:
    """One that runs until the end: `url`, what it was `asked`, the `answers` it gives instead of its own, whether it `has_block`."""
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked, server.answers, server.has_block, server.daemon_threads = [], None, False, True
    server.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
