"""How the ways out of the house are, for whoever runs it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q

from zhiyin.channels import models

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class WayHealth:
    """One channel. `waits_since`: when the oldest letter should have left that has not. Of the letters of a week: how many left, and came back."""

    channel: str
    waits_since: datetime | None
    left: int
    came_back: int


def health(at: datetime) -> tuple[WayHealth, ...]:
    """Every channel that letters were written for in the week before `at`, or wait on. One statement."""
    rows = models.Message.objects.exclude(channel=models.INAPP).filter(Q(sent_at__gte=at - WEEK) | Q(state__in=("queued", "in_doubt")))
    told = (
        rows.order_by("channel")
        .values("channel")
        .annotate(
            waits_since=Min("due_at", filter=Q(state__in=("queued", "in_doubt"), due_at__lte=at)),
            left=Count("id", filter=Q(state__in=("sent", "delivered", "bounced"))),
            came_back=Count("id", filter=Q(state="bounced")),
        )
    )
    return tuple(WayHealth(**row) for row in told)
