"""Commands of many callers, posted together.

One lock round and one wait for the disk serve all who ask at the same time. Nobody waits for a clock: a lane takes whatever is waiting as soon as
it is free, so alone a command goes at once, and in a crowd the batches grow by themselves.
"""

import os
import threading
from collections.abc import Sequence
from queue import Empty, SimpleQueue

from django.db import connection, connections

from zhiyin.ledger.services.commands import Command, Outcome
from zhiyin.ledger.services.posting import is_away, post

LANES = 2
# Two lanes that each took all that waits would only wait for each other's accounts: a lane takes its share of a crowd.
BATCH = 64


class Poster:
    """Threads with connections of their own that post what others submit. Lanes begin with the first command and end with `close`."""

    def __init__(self, *, lanes: int = LANES, batch: int = BATCH) -> None:
        self._waiting: SimpleQueue[_Waiting | None] = SimpleQueue()
        self._batch = batch
        self._lanes = [threading.Thread(target=self._run, name=f"poster-{number}", daemon=True) for number in range(lanes)]
        for lane in self._lanes:
            lane.start()

    def submit(self, command: Command) -> Outcome:
        """The command is judged and committed with whatever else is waiting; its outcome. See `services.submit`."""
        mine = _Waiting(command)
        self._waiting.put(mine)
        return mine.answer()

    def close(self) -> None:
        """What was submitted is answered, then the lanes end. Repeats: nothing more happens."""
        for _ in self._lanes:
            self._waiting.put(None)
        for lane in self._lanes:
            lane.join()

    def _run(self) -> None:
        try:
            while (batch := self._next()) is not None:
                _settle(batch)
        finally:
            connections.close_all()

    def _next(self) -> "list[_Waiting] | None":
        """All that waits, up to a batch; None when the lane is to end."""
        batch = []
        try:
            batch.append(self._waiting.get())
            while batch[-1] is not None and len(batch) < self._batch:
                batch.append(self._waiting.get_nowait())
        except Empty:
            pass
        found = [each for each in batch if each is not None]
        if len(found) < len(batch) and found:
            self._waiting.put(None)  # the end is for the next turn: these are answered first
        return found or None


class _Waiting:
    """A command, and its caller who waits for the answer."""

    __slots__ = ("_answer", "_done", "command")

    def __init__(self, command: Command) -> None:
        self.command = command
        self._answer: Outcome | Exception | None = None
        self._done = threading.Lock()
        self._done.acquire()

    def tell(self, answer: Outcome | Exception) -> None:
        self._answer = answer
        self._done.release()

    def answer(self) -> Outcome:
        with self._done:
            pass
        if isinstance(self._answer, Outcome):
            return self._answer
        raise self._answer or RuntimeError("a lane ended without an answer")


def submit(command: Command) -> Outcome:
    """The command is judged and committed, together with what other threads of this process submit at the same time; its outcome.

    For threads that have no transaction open; a process has one crowd. Never raises for a command that cannot happen: its status says so.
    Raises `RuntimeError` inside somebody's transaction (use `post_in`), `DatabaseError` when the database stays away or refuses this very command.
    Repeats: as `post`.
    """
    if connection.in_atomic_block:
        raise RuntimeError("submit posts in a transaction of its own; use post_in inside one")
    return _poster().submit(command)


def _settle(batch: Sequence[_Waiting]) -> None:
    """Each is told its outcome. What makes the database refuse a whole batch is found by halving, so that it stops nobody else."""
    try:
        outcomes = post([each.command for each in batch])
    except Exception as error:  # noqa: BLE001  whatever it is, somebody waits to be told
        if len(batch) == 1 or is_away(error):
            for each in batch:
                each.tell(error)
            return
        middle = len(batch) // 2
        _settle(batch[:middle])
        _settle(batch[middle:])
        return
    for each, outcome in zip(batch, outcomes, strict=True):
        each.tell(outcome)


_the: dict[int, Poster] = {}
_making = threading.Lock()


def _poster() -> Poster:
    """The one of this process. Threads do not survive a fork, so a child makes another."""
    mine = os.getpid()
    if mine not in _the:
        with _making:
            if mine not in _the:
                _the[mine] = Poster()
    return _the[mine]
