"""The first that a request meets: what is sent arrives whole before anybody begins with it, and who sends slowly keeps only themselves waiting.

The server hands a request over when its head is there. Whoever then waited for the rest with one of the few connections to the database in hand
could be kept waiting by anybody; and a form whose end was lost on the way would be read as if it had ended there.
"""

import io
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from queue import SimpleQueue
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from zhiyin.site.edge.sizes import LARGEST

AT_ONCE = 128  # requests that are being sent, in one process
AT_ONCE_FROM_ONE_ADDRESS = 64
BYTES_AT_ONCE = 64_000_000
SECONDS_MAX, BYTES_A_SECOND_MIN = 10, 50_000
# Most of what is sent comes with its head and is read on the spot. Only when so many wait already does a thread read, whom one need not wait for.
ON_THE_SPOT = 16
SAYS = {
    HTTPStatus.BAD_REQUEST: ("The request broke off. Nothing was done.", "请求中途断开，没有执行任何操作。"),
    HTTPStatus.REQUEST_TIMEOUT: (
        "The request took too long to arrive. Nothing was done; send it again.",
        "请求发送超时，没有执行任何操作，请重发。",
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: ("Too much is being sent at once. Nothing was done; try again soon.", "请求过多，没有执行任何操作，请稍后再试。"),
}
Start = Callable[..., Any]
Wsgi = Callable[[dict[str, Any], Start], Iterable[bytes]]


class Door:
    """A WSGI application around ours, for a server that has a thread for every request: at most `inside` of them are answered at a time."""

    def __init__(self, application: Wsgi, *, inside: int) -> None:
        self.application, self.crowd = application, Crowd()
        self._connections: SimpleQueue[BaseDatabaseWrapper] = SimpleQueue()
        for _ in range(inside):
            self._connections.put(_shared())

    def __call__(self, asked: dict[str, Any], start: Start) -> Iterable[bytes]:
        """The answer, or why the request did not come in."""
        length = _length(asked)
        body = b""
        if 0 < length <= LARGEST:
            no, body = self._received(asked, length)
            if no:
                return _turned_away(no, start)
        asked["wsgi.input"] = io.BytesIO(body)
        return self._answered(asked, start)

    def _received(self, asked: dict[str, Any], length: int) -> tuple[HTTPStatus | None, bytes]:
        with self.crowd.one_more(_address(asked), length) as room:
            if not room:
                return HTTPStatus.SERVICE_UNAVAILABLE, b""
            body = self.crowd.read(asked["wsgi.input"], length)
        if body is None:
            return HTTPStatus.REQUEST_TIMEOUT, b""
        return (None, body) if len(body) == length else (HTTPStatus.BAD_REQUEST, b"")

    def _answered(self, asked: dict[str, Any], start: Start) -> Iterable[bytes]:
        """The whole answer: who reads slowly does not keep the connection either."""
        kept = self._connections.get()
        connections[DEFAULT_DB_ALIAS] = kept
        try:
            answer = self.application(asked, start)
            try:
                return [b"".join(answer)]
            finally:
                if close := getattr(answer, "close", None):
                    close()
        finally:
            del connections[DEFAULT_DB_ALIAS]
            self._connections.put(kept)


class Crowd:
    """Who is sending: so many requests and bytes at once, and not all of them from one address."""

    def __init__(self) -> None:
        self.requests, self.bytes, self.by_address = 0, 0, Counter[str]()
        self._lock = threading.Lock()
        self._spots = threading.BoundedSemaphore(ON_THE_SPOT)

    @contextmanager
    def one_more(self, address: str, length: int) -> Iterator[bool]:
        """Whether there is room for one more; it is taken while the block lasts."""
        with self._lock:
            full = self.requests >= AT_ONCE or self.bytes + length > BYTES_AT_ONCE or self.by_address[address] >= AT_ONCE_FROM_ONE_ADDRESS
            if not full:
                self._count(address, 1, length)
        try:
            yield not full
        finally:
            if not full:
                with self._lock:
                    self._count(address, -1, -length)

    def read(self, sent: Any, length: int) -> bytes | None:
        """What was sent, shorter than its length when it broke off; None when it takes longer than a slow phone would."""
        if self._spots.acquire(blocking=False):
            try:
                return _whole(sent, length)
            finally:
                self._spots.release()
        found: SimpleQueue[bytes] = SimpleQueue()
        reader = threading.Thread(target=lambda: found.put(_whole(sent, length)), daemon=True)
        reader.start()
        reader.join(SECONDS_MAX + length / BYTES_A_SECOND_MIN)  # the answer ends the line, and with it the reading
        return None if found.empty() else found.get()

    def _count(self, address: str, requests: int, length: int) -> None:
        self.requests += requests
        self.bytes += length
        self.by_address[address] += requests
        if not self.by_address[address]:
            del self.by_address[address]


def _length(asked: dict[str, Any]) -> int:
    """How much is said to follow the head; without the word (or sent in pieces without it) nothing is read."""
    said = asked.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isascii() and said.isdecimal() else 0


def _whole(sent: Any, length: int) -> bytes:
    parts, left = [], length
    while left and (part := sent.read(left)):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def _address(asked: dict[str, Any]) -> str:
    """Where the request comes from, as the proxy in front says when there is one."""
    forwarded = str(asked.get("HTTP_X_FORWARDED_FOR", "")) if settings.ALLAUTH_TRUSTED_PROXY_COUNT else ""
    return forwarded.rpartition(",")[2].strip() or str(asked.get("REMOTE_ADDR", ""))


def _shared() -> BaseDatabaseWrapper:
    """A connection that one thread after the other uses."""
    made = connections.create_connection(DEFAULT_DB_ALIAS)
    made.inc_thread_sharing()
    return made


def _turned_away(status: HTTPStatus, start: Start) -> list[bytes]:
    says = "".join(f"{line}\n" for line in SAYS[status]).encode()
    headers = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(says))), ("Cache-Control", "no-store")]
    headers += [("Connection", "close"), ("X-Content-Type-Options", "nosniff")]
    headers += [("Retry-After", "5")] if status == HTTPStatus.SERVICE_UNAVAILABLE else []
    start(f"{status.value} {status.phrase}", headers)
    return [says]
