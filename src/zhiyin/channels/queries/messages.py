"""What waits for people, and what reached them."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from zhiyin.channels import links, models
from zhiyin.kit.asking import Question, Row

# Every page asks for the number of new messages, and the first page for the newest one.
UNREAD_SQL = "select count(*) from channels_message where person_id = %s and channel = 'inapp' and seen_at is null and closed_at is null"
INBOX_SQL = """
select id, person_id, channel, template, params, follow_up_id, sent_at, seen_at, closed_at, purpose, state
  from channels_message
 where person_id = %s and channel = 'inapp' and id < %s order by id desc limit %s
"""
NEWEST = UUID(int=2**128 - 1)
COLUMNS = ("id", "person_id", "channel", "template", "params", "follow_up_id", "sent_at", "seen_at", "closed_at", "purpose", "state")


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message as its person and the other rooms know it. `follow_up_id` is None when nobody planned it."""

    id: UUID
    person_id: UUID
    channel: str
    template: str
    params: dict[str, Any]
    follow_up_id: int | None
    sent_at: datetime
    seen_at: datetime | None
    closed_at: datetime | None
    purpose: str = "service"
    state: str = "delivered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What is in an inbox, in short. `newest` is None while nothing ever came; `new` as `unread`."""

    newest: Message | None
    new: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One time we reached a person."""

    at: datetime
    channel: str
    template: str
    follow_up_id: int | None


def inbox(person_id: UUID, *, limit: int = 20, before: UUID | None = None) -> tuple[Message, ...]:
    """The person's in-app messages, the newest first; older than the message `before` when given. Closed ones are among them. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(INBOX_SQL, [person_id, before or NEWEST, limit])
        return tuple(_read(row) for row in cursor.fetchall())


def message(message_id: UUID, person_id: UUID) -> Message | None:
    """That message if it was sent to this person, else None. One statement."""
    row = models.Message.objects.filter(id=message_id, person_id=person_id).first()
    return told(row) if row else None


def by_link(token: str) -> Message | None:
    """The letter whose signed link it is; None when the link was never given out, or is too old. One statement."""
    message_id = links.read(token)
    row = models.Message.objects.filter(id=message_id).first() if message_id else None
    return told(row) if row else None


def unread(person_id: UUID) -> int:
    """How many in-app messages the person has neither seen nor closed. One statement, over a partial index."""
    with connection.cursor() as cursor:
        cursor.execute(UNREAD_SQL, [person_id])
        return int(cursor.fetchone()[0])


def waiting(person_id: UUID) -> Question[Waiting]:
    """What the first page says of the inbox: its newest message, and how many are new."""
    asks = ((INBOX_SQL, (person_id, NEWEST, 1)), (UNREAD_SQL, (person_id,)))
    return Question(asks, lambda newest, unread: Waiting(newest=_asked(newest[0]) if newest else None, new=unread[0]["count"]))


def contacts(person_id: UUID, since: datetime) -> tuple[Contact, ...]:
    """Every time we reached the person since then, on every channel, the newest first. One statement."""
    names = ("channel", "template", "follow_up_id")
    rows = models.Message.objects.filter(person_id=person_id, sent_at__gte=since).order_by("-id").values("sent_at", *names)
    return tuple(Contact(at=row["sent_at"], **{name: row[name] for name in names}) for row in rows)


def of_follow_ups(follow_up_ids: Iterable[int]) -> dict[int, Message]:
    """The newest message of each of those follow-ups, where one was sent. One statement."""
    rows = models.Message.objects.filter(follow_up_id__in=set(follow_up_ids)).order_by("id")
    return {row.follow_up_id: told(row) for row in rows if row.follow_up_id is not None}


def seen_since(since: datetime) -> int:
    """How many of the messages that follow-ups sent since then were seen. One statement."""
    return models.Message.objects.filter(follow_up_id__isnull=False, sent_at__gte=since, seen_at__isnull=False).count()


def _read(row: Sequence[Any]) -> Message:
    facts = dict(zip(COLUMNS, row, strict=True))
    return Message(**facts | {"params": json.loads(facts["params"])})


def _asked(row: Row) -> Message:
    ids = {name: UUID(row[name]) for name in ("id", "person_id")}
    moments = {name: datetime.fromisoformat(row[name]) if row[name] else None for name in ("sent_at", "seen_at", "closed_at")}
    return Message(**row | ids | moments)


def told(row: models.Message) -> Message:
    """A row as the other rooms know it. No SQL. Repeats: the same."""
    return Message(
        id=row.id,
        person_id=row.person_id,
        channel=row.channel,
        template=row.template,
        params=row.params,
        follow_up_id=row.follow_up_id,
        sent_at=row.sent_at,
        seen_at=row.seen_at,
        closed_at=row.closed_at,
        purpose=row.purpose,
        state=row.state,
    )
