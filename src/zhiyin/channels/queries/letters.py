"""Letters that left, wait or were caught, for staff: how far each is, and what the person would see."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from zhiyin.channels import composing, models
from zhiyin.channels.providers import Letter
from zhiyin.identity import queries as identity


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterLine:
    """One letter on its way. `provider` is empty before it was given to one; `doubted`: it may have arrived twice.

    `came_back`: its address is not written to any more, because a letter came back from it.
    """

    id: UUID
    person_id: UUID
    channel: str
    template: str
    state: str
    reason: str
    provider: str
    doubted: bool
    sent_at: datetime
    left_at: datetime | None
    came_back: bool = False
    address_hash: str = ""


def letters(*, limit: int, before: UUID | None = None) -> tuple[LetterLine, ...]:
    """The letters of every channel but the inbox, the newest first; older than the letter `before` when given. One statement."""
    rows = models.Message.objects.exclude(channel=models.INAPP).order_by("-id")
    return tuple(_line(row) for row in (rows.filter(id__lt=before) if before else rows)[:limit])


def shown(message_id: UUID) -> tuple[LetterLine, Letter] | None:
    """A letter and what its person would see, with links that lead nowhere and no address; None when it is none. Three statements."""
    row = models.Message.objects.exclude(channel=models.INAPP).filter(id=message_id).first()
    person = identity.person(row.person_id) if row else None
    if row is None or person is None:
        return None
    gone = models.Suppression.objects.filter(channel=row.channel, address_hash=row.address_hash, reason="bounce", lifted_at=None)
    line = replace(_line(row), came_back=bool(row.address_hash) and gone.exists())
    return line, composing.compose(row, address="", language=person.language, to=lambda _message, _path: "#")


def _line(row: models.Message) -> LetterLine:
    return LetterLine(
        id=row.id,
        person_id=row.person_id,
        channel=row.channel,
        template=row.template,
        state=row.state,
        reason=row.reason,
        provider=row.provider,
        doubted=row.doubted,
        sent_at=row.sent_at,
        left_at=row.left_at,
        address_hash=row.address_hash,
    )
