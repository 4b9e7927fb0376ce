"""Listeners for tests, registered for the time of one test."""

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from uuid import UUID

from zhiyin.events import Event
from zhiyin.events.people import PersonJoined
from zhiyin.kit.ids import uuid7
from zhiyin.outbox import reading
from zhiyin.outbox.listening import LISTENERS, Listener

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)


def joined(event_id: UUID | None = None) -> PersonJoined:
    """A fact like any other."""
    return PersonJoined(id=event_id or uuid7(), at=AT, person_id=uuid7(), language="en", timezone="UTC")


@contextlib.contextmanager
def listening(
    hear: Callable[[Sequence[Event]], None], *classes: type[Event], name: str = "outbox.ear", reset: Callable[[], None] | None = None
) -> Iterator[str]:
    """A listener that is the only one while the block runs; yields its name."""
    others = dict(LISTENERS)
    LISTENERS.clear()
    LISTENERS[name] = Listener(name=name, wanted=tuple(cls.__name__ for cls in classes or (PersonJoined,)), hear=hear, reset=reset)
    try:
        yield name
    finally:
        LISTENERS.clear()
        LISTENERS.update(others)


def settle() -> None:
    """Waits until every transaction on the server that began before this one has ended, so that what this one published can be read."""
    deadline = time.monotonic() + 30
    while reading.behind_an_open_transaction():
        assert time.monotonic() < deadline, "a transaction on this server has been open for too long"
        time.sleep(0.01)
