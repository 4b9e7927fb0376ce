"""How facts reach listeners: in order, in batches, each batch and its cursor in one commit."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import connection, transaction

from zhiyin.events import Event, decode
from zhiyin.outbox.listening import Listener
from zhiyin.outbox.models import Parked

BATCH = 2000
ATTEMPTS_MAX = 3
PAUSE_SECONDS = 2.0
ERROR_CHARACTERS_MAX = 2000
log = structlog.get_logger("zhiyin.outbox")

# Below the oldest open transaction nothing can appear any more. What the reader's own transaction published counts as readable when no older
# one is open: that is how a test, which is one transaction, hears its own facts.
READABLE = """
e.xid <= pg_snapshot_xmin(pg_current_snapshot()) and (e.xid < pg_snapshot_xmin(pg_current_snapshot()) or e.xid = pg_current_xact_id_if_assigned())
"""

# "limit 1" in key order and not "exists": the planner would read the table from its beginning to find that there is nothing at its end.
NEWS_SQL = f"""
select w.listener,
       (select 1 from outbox_event e where (e.xid, e.id) > (p.xid, p.id) and {READABLE} and e.name = any(string_to_array(w.wanted, ','))
         order by e.xid, e.id limit 1) is not null,
       (select 1 from outbox_event e where (e.xid, e.id) > (p.xid, p.id) and {READABLE} order by e.xid, e.id limit 1) is not null,
       pg_snapshot_xmin(pg_current_snapshot())::text
  from unnest(%s::text[], %s::text[]) with ordinality as w(listener, wanted, place)
  join outbox_progress p using (listener)
 where p.retry_at is null or p.retry_at <= %s or not %s
 order by w.place
"""  # noqa: S608  no value of a person is in it

SKIP_SQL = "update outbox_progress set xid = %s::xid8, id = 0 where listener = any(%s) and (xid, id) < (%s::xid8, 0) and attempts = 0"

BATCH_SQL = f"""
with place as materialized (
  select e.xid, e.id from outbox_event e
   where (e.xid, e.id) > (%s::xid8, %s) and {READABLE} and e.name = any(%s)
   order by e.xid, e.id limit %s)
select e.xid::text, e.id, e.name, e.payload::text from outbox_event e join place using (xid, id) order by e.xid, e.id
"""  # noqa: S608  no value of a person is in it

MOVE_SQL = "update outbox_progress set xid = %s::xid8, id = %s, attempts = %s, retry_at = %s where listener = %s"


@dataclass(frozen=True, slots=True)
class Place:
    """A fact and where it stands."""

    xid: str
    id: int
    event: Event


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a listener has read, and how often it failed on the fact that comes next."""

    xid: str
    id: int
    attempts: int


def introduce(listeners: Sequence[Listener]) -> None:
    """Each listener has a cursor; a new one stands before the first fact."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into outbox_progress (listener) select w from unnest(%s::text[]) w"
            " where not exists (select from outbox_progress where listener = w) on conflict do nothing",
            [[listener.name for listener in listeners]],
        )


def news(listeners: Sequence[Listener], *, at: datetime, patient: bool) -> list[Listener]:
    """Those of the listeners who have something to hear; the others' cursors go past what nobody wants.

    Being `patient` is to leave a listener alone until the pause after its failure is over.
    """
    known = {listener.name: listener for listener in listeners}
    with connection.cursor() as cursor:
        cursor.execute(NEWS_SQL, [list(known), [",".join(one.wanted) for one in listeners], at, patient])
        rows = cursor.fetchall()
    if idle := [name for name, wanted, anything, _ in rows if anything and not wanted]:
        _pass_over(idle, horizon=rows[0][3])
    return [known[name] for name, wanted, *_ in rows if wanted]


def hear(listener: Listener, *, at: datetime) -> tuple[int, int]:
    """The listener's next batch; if that fails, the same facts one by one up to the one that fails."""
    handled, failed = _hear(listener, at=at, limit=BATCH)
    if not failed or not handled:
        return handled, failed
    for done in range(handled):
        one, failed = _hear(listener, at=at, limit=1)
        if failed or not one:
            return done, failed
    return handled, 0


def told(listener: Listener, events: Sequence[Event]) -> Exception | None:
    """Hands the facts over; the exception when the listener failed, with nothing of its writing left."""
    try:
        with transaction.atomic():
            listener.hear(events)
            connection.check_constraints()  # a deferred one must fail here, where it is the listener's, not at the commit
    except Exception as error:
        if not connection.is_usable():
            raise
        log.warning("listener_failed", listener=listener.name, events=len(events), first=str(events[0].id), exc_info=True)
        return error
    return None


def described(error: Exception) -> str:
    """What is kept of an error."""
    return f"{type(error).__name__}: {error}"[:ERROR_CHARACTERS_MAX]


def one(name: str, event_id: UUID) -> list[Event]:
    """The stored fact of that name and id, as a batch of one."""
    with connection.cursor() as cursor:
        cursor.execute("select payload::text from outbox_event where name = %s and event_id = %s", [name, event_id])
        return [decode(name, json.loads(payload)) for (payload,) in cursor.fetchall()]


def behind_an_open_transaction() -> bool:
    """Whether facts have been committed that cannot be read yet, because an older transaction has not ended."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select from outbox_event e where e.xid >= pg_snapshot_xmin(pg_current_snapshot()) and not coalesce("
            " e.xid = pg_current_xact_id_if_assigned() and e.xid = pg_snapshot_xmin(pg_current_snapshot()), false))"
        )
        return bool(_first(cursor)[0])


def _hear(listener: Listener, *, at: datetime, limit: int) -> tuple[int, int]:
    with transaction.atomic():
        progress = _locked(listener.name)
        if progress is None:
            return 0, 0
        places = _batch(listener, progress, limit=1 if progress.attempts else limit)
        if not places:
            return 0, 0
        error = told(listener, [place.event for place in places])
        if error is None:
            _move(listener.name, places[-1])
            return len(places), 0
        if len(places) == 1:
            _failed(listener, progress, places[0], error=error, at=at)
            return 0, 1
        return len(places), 1


def _failed(listener: Listener, progress: Progress, place: Place, *, error: Exception, at: datetime) -> None:
    attempts = progress.attempts + 1
    if attempts < ATTEMPTS_MAX:
        _move(listener.name, progress, attempts=attempts, retry_at=at + timedelta(seconds=PAUSE_SECONDS * 4 ** (attempts - 1)))
        return
    event = place.event
    Parked.objects.update_or_create(
        listener=listener.name,
        event_name=type(event).__name__,
        event_id=event.id,
        defaults={"error": described(error), "attempts": attempts, "at": at},
    )
    _move(listener.name, place)
    log.error("fact_parked", listener=listener.name, event_name=type(event).__name__, event_id=str(event.id))


def _locked(name: str) -> Progress | None:
    """The listener's cursor, or None while another worker holds it."""
    with connection.cursor() as cursor:
        cursor.execute("select xid::text, id, attempts from outbox_progress where listener = %s for update skip locked", [name])
        row = cursor.fetchone()
        return Progress(*row) if row else None


def _batch(listener: Listener, progress: Progress, *, limit: int) -> list[Place]:
    with connection.cursor() as cursor:
        cursor.execute(BATCH_SQL, [progress.xid, progress.id, list(listener.wanted), limit])
        return [Place(xid, place_id, decode(name, json.loads(payload))) for xid, place_id, name, payload in cursor.fetchall()]


def _move(name: str, to: Place | Progress, *, attempts: int = 0, retry_at: datetime | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(MOVE_SQL, [to.xid, to.id, attempts, retry_at, name])


def _pass_over(names: list[str], *, horizon: str) -> None:
    # Losing this step in a crash costs nothing: the same facts are passed over again.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local synchronous_commit = off")
        cursor.execute(SKIP_SQL, [horizon, names, horizon])


def _first(cursor: Any) -> tuple[Any, ...]:
    row = cursor.fetchone()
    assert row is not None  # noqa: S101  the statement always gives a row
    return tuple(row)
