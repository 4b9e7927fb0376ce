"""Who listens to which facts, and which jobs time makes due. Rooms register themselves when Django starts (`AppConfig.ready`)."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.db import connection

from zhiyin.events import Event

log = structlog.get_logger("zhiyin.worker")
Hearing = Callable[[Sequence[Event]], None]
Work = Callable[[datetime], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """A function that is told of facts, in commit order, in batches. `reset` forgets what it learned before a replay."""

    name: str
    wanted: tuple[str, ...]
    hear: Hearing
    reset: Callable[[], None] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A function that is called again and again."""

    name: str
    seconds: float
    run: Work


@dataclass(slots=True)
class Beside:
    """Long work beside the worker, in a thread of its own, so that it keeps nobody else waiting: one piece at a time, begun when `is_due` says so.

    What came of it is told where it was done; only a fault comes back here.
    """

    name: str
    is_due: Callable[[datetime], bool]
    work: Work
    _pool: ThreadPoolExecutor | None = None
    now: Future[None] | None = None

    def round(self, at: datetime) -> bool:
        """Begins the work when it is due and none is under way; whether some is now."""
        if self.now and self.now.done():
            if fault := self.now.exception():
                log.error("work_beside_failed", work=self.name, exc_info=fault)
            self.now = None
        if self.now is None and self.is_due(at):
            # Made by the worker that uses it, never before it forked.
            self._pool = self._pool or ThreadPoolExecutor(1, thread_name_prefix=self.name)
            self.now = self._pool.submit(self._do, at)
        return self.now is not None

    def _do(self, at: datetime) -> None:
        try:
            self.work(at)
        finally:
            connection.close()


LISTENERS: dict[str, Listener] = {}
JOBS: dict[str, Job] = {}


def listens_to(*event_classes: type[Event], reset: Callable[[], None] | None = None) -> Callable[[Hearing], Hearing]:
    """Registers the function under it as the listener "<room>.<function>", with a cursor of its own.

    It gets the facts of these classes in commit order, a batch at a time, inside the transaction that moves its cursor; so what it writes to the
    database is written exactly once. `reset` is called by `services.rewind` before everything is told again.
    """

    def register(hear: Hearing) -> Hearing:
        name = _name(hear)
        LISTENERS[name] = Listener(name=name, wanted=tuple(sorted(cls.__name__ for cls in event_classes)), hear=hear, reset=reset)
        return hear

    return register


def every(*, seconds: float) -> Callable[[Work], Work]:
    """Registers the function under it as a job: the worker calls it with the present moment, `seconds` after its last call ended.

    Several workers may call it at once; it decides for itself what is due.
    """

    def register(run: Work) -> Work:
        name = _name(run)
        JOBS[name] = Job(name=name, seconds=seconds, run=run)
        return run

    return register


def _name(function: Callable[..., object]) -> str:
    parts = function.__module__.split(".")
    return f"{parts[1] if len(parts) > 1 else parts[0]}.{function.__name__}"
