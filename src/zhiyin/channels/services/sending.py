"""Leaving messages for people, calling them off, and noting what they saw."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from zhiyin.channels.models import INAPP, Message
from zhiyin.channels.providers import MAKERS
from zhiyin.channels.queries.words import check_template
from zhiyin.events.reach import MessageSeen, MessageSent
from zhiyin.kit.ids import derived, uuid7
from zhiyin.outbox import services as outbox

GOOD_FOR = timedelta(hours=24)  # a letter that could not leave by then says nothing new any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What holds for a message until it leaves: the consent to `purpose` is asked once more, and it stays behind after `not_after` (None: a day)."""

    purpose: str = "service"
    not_after: datetime | None = None


SERVICE = Terms()
ACCEPT_SQL = """
insert into channels_message (id, key, person_id, channel, template, params, purpose, follow_up_id, sent_at, state, due_at, not_after)
values (%s, %s, %s, %s, %s, %s::jsonb, %s, %s, %s, %s, %s, %s) on conflict (key) do nothing
"""


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
    if channel != INAPP:
        MAKERS[channel]
    check_template(template)
    message_id, inside = uuid7(at), channel == INAPP
    words = (template, json.dumps(params, ensure_ascii=False), terms.purpose, follow_up_id)
    course = (at, "delivered", None, None) if inside else (at, "queued", at, terms.not_after or at + GOOD_FOR)
    with connection.cursor() as cursor:
        cursor.execute(ACCEPT_SQL, (message_id, key, person_id, channel, *words, *course))
        new = cursor.rowcount == 1
    if not new:
        return Message.objects.values_list("id", flat=True).get(key=key)
    if inside:
        outbox.publish(MessageSent(id=message_id, at=at, person_id=person_id, channel=channel, template=template, follow_up_id=follow_up_id))
    return message_id


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
