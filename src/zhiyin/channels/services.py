"""Leaving messages for people, and noting what they saw."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from zhiyin.channels.models import Message
from zhiyin.channels.providers import PROVIDERS, Letter
from zhiyin.channels.queries import check_template
from zhiyin.events.reach import MessageSeen, MessageSent
from zhiyin.kit.ids import derived, uuid7
from zhiyin.outbox import services as outbox


@transaction.atomic
def send(  # noqa: PLR0913  a message has this many sides, all by name
    *,
    key: UUID,
    person_id: UUID,
    channel: str = "inapp",
    template: str,
    params: dict[str, Any],
    follow_up_id: int | None = None,
    at: datetime,
) -> UUID:
    """The message is on its way to the person, and `MessageSent` is told; answers its id.

    `params` are plain JSON values that the template speaks of. Raises `KeyError` for a channel and `LookupError` for a template that does not
    exist. Repeats: the same key is the same message, as it was first sent.
    """
    provider = PROVIDERS[channel]
    check_template(template)
    letter = Letter(id=uuid7(at), key=key, person_id=person_id, channel=channel, template=template, params=params, follow_up_id=follow_up_id, at=at)
    message_id = provider.accept(letter)
    if message_id is None:
        return Message.objects.values_list("id", flat=True).get(key=key)
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


def close_messages(follow_up_ids: Iterable[int], *, at: datetime) -> int:
    """The messages of those follow-ups ask for nothing any more and no longer count as unread; how many were open. Repeats: 0."""
    return Message.objects.filter(follow_up_id__in=list(follow_up_ids), closed_at=None).update(closed_at=at)
