"""Who listens to which facts, and which jobs time makes due. Rooms register themselves when Django starts (`AppConfig.ready`)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from zhiyin.events import Event

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
