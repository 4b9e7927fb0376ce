"""Going on when a message did not arrive: on the next channel, while the follow-up still has its point."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from zhiyin.followups.journeys import of
from zhiyin.followups.models import FollowUp
from zhiyin.followups.services.planning import lock_members


@transaction.atomic
def go_on(message_ids: Iterable[UUID], *, at: datetime) -> int:
    """The follow-ups whose messages these were, which did not arrive and never will, are due again for their next channel: as soon as their journey
    waits between channels, or at once to be given up where that would be too late or no channel is left. The failed message counts as no contact;
    how many. Repeats: 0.
    """
    wanted = set(message_ids)
    unreached = FollowUp.objects.filter(message_id__in=wanted, state="sent")
    lock_members(unreached.values_list("person_id", flat=True))
    rows: Sequence[FollowUp] = list(unreached.select_for_update().order_by("id"))
    for row in rows:
        _again(row, at)
    again = ["state", "due_at", "attempt", "tried", "channel", "sent_at", "message_id"]
    FollowUp.objects.bulk_update(rows, again)
    return len(rows)


def _again(row: FollowUp, at: datetime) -> None:
    journey = of(row)
    tried = [*filter(None, row.tried.split(",")), row.channel]
    due_at = at + journey.hop_wait
    if due_at > row.not_after:
        tried, due_at = list(journey.channels), at  # nothing can come in time any more: decided at once, visible today and not tomorrow
    row.state, row.due_at, row.attempt, row.tried = "planned", due_at, 0, ",".join(dict.fromkeys(tried))
    row.channel, row.sent_at, row.message_id = "", None, None
