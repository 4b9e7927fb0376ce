"""Leaving messages for people, calling them off, and noting what they saw."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from zhiyin.channels.models import INAPP, Message
from zhiyin.channels.providers import MAKERS
from zhiyin.channels.queries.words import check_template
from zhiyin.events.reach import MessageSeen, MessageSent
from zhiyin.kit.ids import derived, uuid7
from zhiyin.kit.statements import Prepared
from zhiyin.outbox import services as outbox

GOOD_FOR = timedelta(hours=24)  # a letter that could not leave by then says nothing new any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What holds for a message until it leaves: the consent to `purpose` is asked once more, and it stays behind after `not_after` (None: a day)."""

    purpose: str = "service"
    not_after: datetime | None = None


SERVICE = Terms()
ACCEPT_SQL = Prepared("""
insert into channels_message (id, key, person_id, channel, template, params, purpose, follow_up_id, sent_at, state, due_at, not_after)
select * from unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::jsonb[], %s::text[], %s::bigint[], %s::timestamptz[], %s::text[],
                     %s::timestamptz[], %s::timestamptz[])
on conflict (key) do nothing returning key, id
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """A message to send: `params` are plain JSON values that the template speaks of."""

    key: UUID
    person_id: UUID
    template: str
    params: dict[str, Any] = field(default_factory=dict)
    channel: str = INAPP
    follow_up_id: int | None = None
    terms: Terms = SERVICE


@transaction.atomic
def send(  # noqa: PLR0913  a message has this many sides, all by name
    *,
    key: UUID,
    person_id: UUID,
    channel: str = INAPP,
    template: str,
    params: dict[str, Any],
    follow_up_id: int | None = None,
    terms: Terms = SERVICE,
    at: datetime,
) -> UUID:
    """The message is on its way to the person; answers its id. In the inbox it lies at once, and `MessageSent` is told; on every other channel it
    waits for the courier, who keeps to `terms`.

    `params` are plain JSON values that the template speaks of. Raises `KeyError` for a channel and `LookupError` for a template that does not
    exist. Repeats: the same key is the same message, as it was first sent.
    """
    one = Sending(key=key, person_id=person_id, template=template, params=params, channel=channel, follow_up_id=follow_up_id, terms=terms)
    return send_many([one], at=at)[key]


@transaction.atomic
def send_many(messages: Sequence[Sending], *, at: datetime) -> dict[UUID, UUID]:
    """Each message is on its way as `send` tells; answers their ids by key. At most three statements for any number.

    Raises as `send` does, and then none is. Repeats: the same key is the same message, as it was first sent.
    """
    if not messages:
        return {}
    rows = [_row(each, at) for each in messages]
    with connection.cursor() as cursor:
        cursor.execute(ACCEPT_SQL, [list(column) for column in zip(*rows, strict=True)])
        made: dict[UUID, UUID] = dict(cursor.fetchall())
    outbox.publish(*(_told(each, made[each.key], at) for each in messages if each.channel == INAPP and each.key in made))
    before = [each.key for each in messages if each.key not in made]
    return made | (dict(Message.objects.filter(key__in=before).values_list("key", "id")) if before else {})


@transaction.atomic
def mark_seen(person_id: UUID, message_ids: Iterable[UUID], *, at: datetime) -> int:
    """Those of the messages that are the person's and were not seen before count as seen, and `MessageSeen` is told of each; how many.

    Repeats: 0, the first time stays.
    """
    new = Message.objects.select_for_update().filter(id__in=list(message_ids), person_id=person_id, seen_at=None, sent_at__lte=at)
    seen = list(new.order_by("id").values_list("id", "channel"))
    Message.objects.filter(id__in=[message_id for message_id, _ in seen]).update(seen_at=at)
    outbox.publish(
        *(
            MessageSeen(id=derived("MessageSeen", message_id), at=at, message_id=message_id, person_id=person_id, channel=channel)
            for message_id, channel in seen
        )
    )
    return len(seen)


@transaction.atomic
def close_messages(follow_up_ids: Iterable[int], *, at: datetime) -> int:
    """The messages of those follow-ups ask for nothing any more, no longer count as unread, and do not leave if they wait for the courier; how
    many were open. Repeats: 0.
    """
    open_ones = Message.objects.filter(follow_up_id__in=list(follow_up_ids), closed_at=None)
    waiting = open_ones.filter(state="queued").update(state="closed", closed_at=at)
    return waiting + open_ones.update(closed_at=at)


def _row(each: Sending, at: datetime) -> tuple[object, ...]:
    if each.channel != INAPP:
        MAKERS[each.channel]
    check_template(each.template)
    said = (each.template, json.dumps(each.params, ensure_ascii=False), each.terms.purpose, each.follow_up_id, at)
    course = ("delivered", None, None) if each.channel == INAPP else ("queued", at, each.terms.not_after or at + GOOD_FOR)
    return (uuid7(at), each.key, each.person_id, each.channel, *said, *course)


def _told(each: Sending, message_id: UUID, at: datetime) -> MessageSent:
    number = each.follow_up_id
    return MessageSent(id=message_id, at=at, person_id=each.person_id, channel=each.channel, template=each.template, follow_up_id=number)
