"""One and the same request twice, the second between two statements of the first."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, connections
from django.db.backends.utils import CursorWrapper

SECONDS_MAX = 20
MARKS = ("SAVEPOINT", "RELEASE")

Request = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Twins:
    """Two who send the same request: this thread, and another with a connection of its own."""

    other: ThreadPoolExecutor
    backend: int
    watch: CursorWrapper

    def meet(self, request: Request, *, step: int) -> tuple[object, object] | None:
        """What both answered or raised, when the other one came right before that statement of the first (from 1 on), and went on to its end, or
        until it had to wait for the first. None when the first has fewer statements: then the other one was not there."""
        came: list[Future[object]] = []
        seen = 0

        def pause(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
            nonlocal seen
            seen += not sql.startswith(MARKS)
            if seen == step and not came:
                came.append(self.other.submit(_answer, request))
                self._let_it_go_on(came[0])
            return execute(sql, *rest)

        with connection.execute_wrapper(pause):
            first = _answer(request)
        return (first, came[0].result(SECONDS_MAX)) if came else None

    def _let_it_go_on(self, other: "Future[object]") -> None:
        until = time.monotonic() + SECONDS_MAX
        while not other.done() and not self._waits() and time.monotonic() < until:
            time.sleep(0.0005)

    def _waits(self) -> bool:
        """Whether the other one waits for what somebody has locked."""
        self.watch.execute("select exists (select from pg_locks where pid = %s and not granted)", [self.backend])
        return bool(self.watch.fetchone()[0])


@contextmanager
def twins() -> Iterator[Twins]:
    """Both of them, ready to send."""
    watch = connection.copy()
    with ThreadPoolExecutor(1) as other:
        try:
            with watch.cursor() as cursor:
                yield Twins(other, other.submit(_backend).result(), cursor)
        finally:
            other.submit(connections.close_all).result()
            watch.close()


def _backend() -> int:
    connection.ensure_connection()
    return int(connection.connection.info.backend_pid)


def _answer(request: Request) -> object:
    try:
        return request()
    except Exception as raised:  # noqa: BLE001  what went wrong is the answer
        return raised
