"""What is waiting, what is parked, and what was ever published about a person."""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from zhiyin.events import Event, decode
from zhiyin.outbox import models
from zhiyin.outbox.listening import LISTENERS

COUNTED_MAX = 10_000

# "limit" in key order keeps the planner on the key's index: what lies behind the cursor is never read.
BACKLOG_SQL = """
select w.listener, count(e.id), min(e.at)
  from unnest(%s::text[], %s::text[]) with ordinality as w(listener, wanted, place)
  left join outbox_progress p using (listener)
  left join lateral (
    select id, at from outbox_event
     where (xid, id) > (coalesce(p.xid, '0'), coalesce(p.id, 0)) and name = any(string_to_array(w.wanted, ','))
     order by xid, id limit %s) e on true
 group by w.place, w.listener order by w.place
"""

HISTORY_SQL = """
select e.name, e.payload::text from outbox_event e
 where e.person_id = %s and e.name = any(%s)
   and (e.xid, e.id) <= (select u.xid, u.id from outbox_event u where u.name = %s and u.event_id = %s)
 order by e.xid, e.id
"""

# By the people's own index: what lies behind the cursor is never read.
UNHEARD_SQL = """
select e.name, e.payload::text from outbox_event e, outbox_progress p
 where p.listener = %s and e.person_id = any(%s) and (e.xid, e.id) > (p.xid, p.id) and e.name = any(%s)
 order by e.xid, e.id
"""

# "materialized" keeps the planner on the index by name: the table's end may hold none of that name for a long way.
NEWEST_SQL = """
with own as materialized (select payload, xid, id from outbox_event where name = %s)
select payload::text from own order by xid desc, id desc limit 1
"""

# Receipts are long, and whoever goes through a whole past of everybody reads none of them.
PAST_SQL = """
select name, (payload - 'lines')::text from outbox_event where name = any(%s) and at >= %s and at < %s order by at, xid, id
"""
PAGE = 5_000

TOLD_SQL = "select event_id from outbox_event where name = %s and (%s::uuid is null or event_id > %s::uuid) order by event_id limit %s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """How many facts a listener has not heard yet (10,000: that many or more), and when the oldest of them happened."""

    listener: str
    events: int
    oldest_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked:
    """A fact that a listener could not take. `at`: its last attempt."""

    id: int
    listener: str
    event_name: str
    event_id: UUID
    error: str
    attempts: int
    at: datetime


def backlog() -> tuple[Backlog, ...]:
    """What each registered listener has still to hear; nothing waiting gives 0 and no time."""
    known = list(LISTENERS.values())
    with connection.cursor() as cursor:
        cursor.execute(BACKLOG_SQL, [[one.name for one in known], [",".join(one.wanted) for one in known], COUNTED_MAX])
        return tuple(Backlog(listener=name, events=count, oldest_at=oldest) for name, count, oldest in cursor.fetchall())


def parked() -> tuple[Parked, ...]:
    """The facts that listeners could not take, newest first (at most 500)."""
    names = ("id", "listener", "event_name", "event_id", "error", "attempts", "at")
    return tuple(Parked(**row) for row in models.Parked.objects.order_by("-at", "-id").values(*names)[:500])


def unheard(listener: str, names: Collection[str], *, people: Collection[UUID]) -> tuple[Event, ...]:
    """The committed facts of these names about these people that the listener has not come to yet, in commit order. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(UNHEARD_SQL, [listener, list(people), list(names)])
        return tuple(decode(name, json.loads(payload)) for name, payload in cursor.fetchall())


def newest(event_class: type[Event]) -> Event | None:
    """The fact of that class that was told last; None when there was none. For what is told rarely: it reads all of them. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(NEWEST_SQL, [event_class.__name__])
        row = cursor.fetchone()
        return decode(event_class.__name__, json.loads(row[0])) if row else None


def told(event_class: type[Event], *, after: UUID | None = None, limit: int = 5_000) -> tuple[UUID, ...]:
    """The ids of the facts of that class, in the order of their ids, from the one after `after` on. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(TOLD_SQL, [event_class.__name__, after, after, limit])
        return tuple(event_id for (event_id,) in cursor.fetchall())


def untold(event_class: type[Event], ids: Sequence[UUID]) -> set[UUID]:
    """Those of the ids of which no fact of that class is known. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("select event_id from outbox_event where name = %s and event_id = any(%s::uuid[])", [event_class.__name__, list(ids)])
        return set(ids).difference(event_id for (event_id,) in cursor.fetchall())


def past(names: Collection[str], *, since: datetime, until: datetime) -> Iterator[tuple[Event, ...]]:
    """The facts of these names that happened from then on and before `until`, in the order in which they happened, a page at a time; of payments
    without the lines of their receipts. One statement, which reads the whole outbox; inside a transaction.
    """
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(PAST_SQL, [list(names), since, until])
        while rows := cursor.fetchmany(PAGE):
            yield tuple(decode(name, json.loads(payload)) for name, payload in rows)


def history(person_id: UUID, *event_classes: type[Event], until: Event) -> tuple[Event, ...]:
    """The facts of these classes about a person (payer, sender, subject) in commit order, up to and with the stored fact `until`."""
    with connection.cursor() as cursor:
        cursor.execute(HISTORY_SQL, [person_id, [cls.__name__ for cls in event_classes], type(until).__name__, until.id])
        return tuple(decode(name, json.loads(payload)) for name, payload in cursor.fetchall())
