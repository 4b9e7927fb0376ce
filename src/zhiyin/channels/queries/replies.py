"""What a person may be answering when they write back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from zhiyin.channels.models import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A message that left on a channel, with what it spoke of."""

    id: UUID
    template: str
    params: dict[str, Any]


def left(person_id: UUID, channel: str, *, since: datetime, limit: int = 20) -> tuple[Left, ...]:
    """What left to the person on that channel since then, the newest first. One statement."""
    rows = Message.objects.filter(person_id=person_id, channel=channel, left_at__gte=since).order_by("-left_at", "-id")
    return tuple(Left(**row) for row in rows.values("id", "template", "params")[:limit])
