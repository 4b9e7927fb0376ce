"""Publishing facts, and having them heard."""

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection, transaction

from zhiyin.events import Event, encode
from zhiyin.kit.statements import Unanswered
from zhiyin.outbox import reading
from zhiyin.outbox.listening import LISTENERS
from zhiyin.outbox.models import Parked

WAIT_SECONDS_MAX = 5.0
ALONE = 7_203_118_003  # the advisory lock of whoever works alone

PUBLISH_ONE_SQL = Unanswered("""
insert into outbox_event (event_id, name, at, person_id, payload) values (%s, %s, %s, %s, %s::jsonb) on conflict (name, event_id) do nothing
""")
PUBLISH_SQL = """
insert into outbox_event (event_id, name, at, person_id, payload)
select * from unnest(%b::uuid[], %b::text[], %b::timestamptz[], %b::uuid[], %b::jsonb[])
on conflict (name, event_id) do nothing
"""


def publish(*events: Event) -> None:
    """Makes the facts known: they are stored with the caller's transaction and heard by every listener after it commits, or not at all.

    Any number in one statement, in the order given. Asserts that a transaction is open. Repeats: a fact of the same name and id is stored once.
    """
    assert connection.in_atomic_block, "facts are published inside the transaction that makes them true"  # noqa: S101  a programmer's error, not a person's
    if not events:
        return
    rows = [(event.id, type(event).__name__, event.at, _person(event), json.dumps(encode(event), separators=(",", ":"))) for event in events]
    if len(rows) == 1:
        with connection.cursor() as cursor:
            cursor.execute(PUBLISH_ONE_SQL, rows[0])
        return
    # Django's own cursors send literals; arrays in binary are three times as fast when a thousand facts with long receipts are told at once.
    binary: Any = psycopg.Cursor(connection.connection)
    with connection.make_debug_cursor(binary) if connection.queries_logged else connection.make_cursor(binary) as cursor:
        cursor.execute(PUBLISH_SQL, [list(column) for column in zip(*rows, strict=True)])


@contextmanager
def alone() -> Iterator[None]:
    """No worker hears a fact or runs a job while this lasts: for whoever makes the past happen, by another clock than theirs. Begins once their
    rounds have ended, and is over with this process's connection, whatever happens. Repeats: within itself it is the same.
    """
    _locked("pg_advisory_lock")
    try:
        yield
    finally:
        _locked("pg_advisory_unlock")


@contextmanager
def beside_others() -> Iterator[bool]:
    """Whether a worker may work now, and until this ends nobody begins to work alone. Repeats: the same."""
    may_work = _locked("pg_try_advisory_lock_shared")
    try:
        yield may_work
    finally:
        if may_work:
            _locked("pg_advisory_unlock_shared")


def _locked(how: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"select {how}(%s)", [ALONE])
        return bool(cursor.fetchone()[0])


def drain(*, at: datetime, listeners: Sequence[str] | None = None) -> int:
    """Everything published before the call has been heard by these listeners (by all, without `listeners`); the number of facts handed over.

    Facts that a listener publishes on the way are heard too. Waits up to five seconds for older transactions that are still open. A listener
    that fails three times on a fact has it parked at once. Repeats: hands over only what is new.
    """
    chosen = [LISTENERS[name] for name in (listeners if listeners is not None else tuple(LISTENERS))]
    reading.introduce(chosen)
    total, deadline = 0, time.monotonic() + WAIT_SECONDS_MAX
    while True:
        with_news = reading.news(chosen, at=at, patient=False)
        handled = sum(reading.hear(listener, at=at)[0] for listener in with_news)
        total += handled
        if not with_news and (not reading.behind_an_open_transaction() or time.monotonic() > deadline):
            return total
        if not handled:
            time.sleep(0.01)  # an older transaction is open, or a worker holds the cursors


@transaction.atomic
def rewind(listener: str) -> None:
    """The listener has forgotten what it learned (its own `reset`) and hears every fact again from the first one. Repeats: the same.

    Raises `KeyError` when no such listener is registered.
    """
    found = LISTENERS[listener]
    reading.introduce([found])
    with connection.cursor() as cursor:
        cursor.execute("update outbox_progress set xid = '0', id = 0, attempts = 0, retry_at = null where listener = %s", [listener])
    Parked.objects.filter(listener=listener).delete()
    if found.reset:
        found.reset()


@transaction.atomic
def retry_parked(parked_id: int, *, at: datetime) -> bool:
    """Hands a parked fact to its listener once more; True when it was taken and is parked no longer, False when it failed again (the row says how).

    Repeats: a fact that is parked no longer gives True and is not handed over again.
    """
    parked = Parked.objects.select_for_update().filter(id=parked_id).first()
    if parked is None:
        return True
    error = reading.told(LISTENERS[parked.listener], reading.one(parked.event_name, parked.event_id))
    if error is None:
        parked.delete()
        return True
    parked.error, parked.attempts, parked.at = reading.described(error), parked.attempts + 1, at
    parked.save()
    return False


def _person(event: Event) -> UUID | None:
    for name in ("person_id", "payer_id", "sender_id"):
        if isinstance(value := getattr(event, name, None), UUID):
            return value
    return None
