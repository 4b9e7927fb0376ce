"""The policy in force, and those before it."""

from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from zhiyin.channels import queries as channels
from zhiyin.followups import models
from zhiyin.followups.decide import MARKETING, SURVEY, Cap, Policy

DAY, MONTH = 24, 24 * 30
# docs/decisions/0005-inapp-caps.md says why a card in the inbox has other caps than what rings.
CAPS = (
    Cap(message_class=SURVEY, interrupting=True, most=1, hours=7 * DAY),
    Cap(message_class=SURVEY, interrupting=True, most=2, hours=MONTH),
    Cap(message_class=SURVEY, interrupting=False, most=3, hours=DAY),
    Cap(message_class=SURVEY, interrupting=False, most=20, hours=MONTH),
    Cap(message_class=MARKETING, interrupting=True, most=1, hours=7 * DAY),
    Cap(message_class=MARKETING, interrupting=True, most=2, hours=MONTH),
    Cap(message_class=MARKETING, interrupting=False, most=1, hours=DAY),
    Cap(message_class=MARKETING, interrupting=False, most=8, hours=MONTH),
    Cap(interrupting=True, most=3, hours=MONTH),
)
QUIET_FROM, QUIET_UNTIL = time(22), time(8)
RINGING = frozenset({"email", "sms", "push", "social", "call"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyEntry:
    """One policy of the history. `by` is who set it."""

    id: int
    at: datetime
    by: UUID
    caps: tuple[Cap, ...]
    quiet_from: time
    quiet_until: time


def policy() -> Policy:
    """The caps and quiet hours in force; the product's own, with id 0, until somebody sets others. One statement."""
    row = models.Policy.objects.order_by("-id").first()
    interrupting = RINGING | channels.interrupting()
    if row is None:
        return Policy(id=0, caps=CAPS, quiet_from=QUIET_FROM, quiet_until=QUIET_UNTIL, interrupting=interrupting)
    caps = tuple(Cap(**cap) for cap in row.caps)
    return Policy(id=row.id, caps=caps, quiet_from=row.quiet_from, quiet_until=row.quiet_until, interrupting=interrupting)


def policy_history(*, limit: int = 20) -> tuple[PolicyEntry, ...]:
    """The policies that were ever set, the newest first. One statement."""
    return tuple(
        PolicyEntry(
            id=row.id,
            at=row.at,
            by=row.by_id,
            caps=tuple(Cap(**cap) for cap in row.caps),
            quiet_from=row.quiet_from,
            quiet_until=row.quiet_until,
        )
        for row in models.Policy.objects.order_by("-id")[:limit]
    )
