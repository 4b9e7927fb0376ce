"""Which messages of follow-ups reached their people, and which were seen."""

from dataclasses import dataclass
from datetime import datetime

from zhiyin.channels import models


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """The follow-ups whose message was delivered, and those whose message was seen (all of them delivered)."""

    delivered: frozenset[int]
    seen: frozenset[int]


def arrived(since: datetime) -> Arrived:
    """What became of messages that follow-ups sent since then. One statement."""
    rows = models.Message.objects.filter(follow_up_id__isnull=False, sent_at__gte=since).order_by().values_list("follow_up_id", "state", "seen_at")
    delivered: set[int] = set()
    seen: set[int] = set()
    for follow_up_id, state, seen_at in rows:
        if follow_up_id is not None and (state == "delivered" or seen_at):
            delivered.add(follow_up_id)
            if seen_at:
                seen.add(follow_up_id)
    return Arrived(delivered=frozenset(delivered), seen=frozenset(seen))
