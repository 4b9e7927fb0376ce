"""Who was reached lately."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zhiyin.followups import models
from zhiyin.kit.ids import from_moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A follow-up that has just reached its person. `invitation_id` is None when nothing was asked."""

    person_id: UUID
    journey: str
    about_kind: str
    about_id: UUID
    sent_at: datetime
    message_id: UUID
    invitation_id: UUID | None


def reached(since: datetime, until: datetime) -> tuple[Reached, ...]:
    """Whom follow-ups reached after `since` and by `until`, and who has not answered yet; the earliest first. One statement, by the ids of
    their messages, which sort by time.
    """
    found = models.FollowUp.objects.filter(message_id__gte=from_moment(since), state="sent", sent_at__gt=since, sent_at__lte=until)
    names = ("person_id", "journey", "about_kind", "about_id", "sent_at", "message_id", "invitation_id")
    return tuple(Reached(**row) for row in found.order_by("sent_at", "id").values(*names))
