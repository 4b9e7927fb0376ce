"""One and the same request twice, the second between two statements of the first."""

import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from django.db import connection, connections

SECONDS_MAX = 20


def twins(deed: Callable[[], object], *, step: int) -> tuple[object, object] | None:
    """What both answered or raised, when the second one came right before that statement of the first (from 1 on), and went on to its end, or until
    it had to wait for the first. None when the first has fewer statements: then the second was not there."""
    second, seen = _Second(deed), 0

    def pause(execute: Callable[..., Any], *called: Any) -> Any:
        nonlocal seen
        seen += 1
        if seen == step:
            second.come()
        return execute(*called)

    with ExitStack() as stack:
        stack.enter_context(connection.execute_wrapper(pause))
        first = _answer(deed)
    return (first, second.answer()) if seen >= step else None


class _Second(threading.Thread):
    def __init__(self, deed: Callable[[], object]) -> None:
        super().__init__()
        self._deed, self._here, self._backend = deed, threading.Event(), 0
        self._answer: object = None

    def come(self) -> None:
        """Returns when it is done, or waits for what somebody else has locked."""
        self.start()
        self._here.wait(SECONDS_MAX)
        watch = connection.copy()
        try:
            with watch.cursor() as cursor:
                until = time.monotonic() + SECONDS_MAX
                while self.is_alive() and not self._waits(cursor) and time.monotonic() < until:
                    time.sleep(0.001)
        finally:
            watch.close()

    def answer(self) -> object:
        self.join(SECONDS_MAX)
        return self._answer

    def run(self) -> None:
        try:
            connection.ensure_connection()
            self._backend = connection.connection.info.backend_pid
            self._here.set()
            self._answer = _answer(self._deed)
        finally:
            connections.close_all()

    def _waits(self, cursor: Any) -> bool:
        cursor.execute("select exists (select from pg_locks where pid = %s and not granted)", [self._backend])
        return bool(cursor.fetchone()[0])


def _answer(deed: Callable[[], object]) -> object:
    try:
        return deed()
    except Exception as raised:  # noqa: BLE001  what went wrong is the answer
        return raised
