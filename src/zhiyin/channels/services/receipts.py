"""What became of a message, as its provider tells it: at the moment of handing it over, or later by a receipt."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from zhiyin.channels.models import Message, Receipt
from zhiyin.channels.services.suppressing import suppress
from zhiyin.events.reach import MessageDelivered, MessageFailed
from zhiyin.kit.ids import derived
from zhiyin.outbox import services as outbox

STATES = {"delivered": "delivered", "bounced": "bounced", "refused": "failed", "accepted": "sent"}
# What may still change, and by what: the trigger in sql/transitions.sql says the same.
OPEN_TO = {
    "sent": frozenset({"delivered", "bounced", "failed"}),
    "in_doubt": frozenset({"sent", "delivered", "bounced", "failed"}),
    "delivered": frozenset({"bounced"}),
}


@transaction.atomic
def note(  # noqa: PLR0913  all by name
    *, provider: str, reference: str, kind: str, event: str = "", reason: str = "", raw: Mapping[str, Any] | None = None, at: datetime
) -> bool:
    """What the provider said later of the message it calls `reference` is on record and acted upon; False when no message has that name (yet).

    `kind`: delivered, bounced (the address is suppressed), complained (suppressed, and optional consents taken back), refused, accepted.
    `event` is the provider's own name of the saying. Repeats: the same saying of the same message changes nothing.
    """
    row = Message.objects.select_for_update().filter(provider=provider, reference=reference).first() if reference else None
    if row is None:
        return False
    keep(row, provider=provider, kind=kind, event=event, reason=reason, raw=raw, at=at)
    return True


def keep(  # noqa: PLR0913  all by name
    row: Message, *, provider: str, kind: str, event: str = "", reason: str = "", raw: Mapping[str, Any] | None = None, at: datetime
) -> None:
    """As `note`, of a message that is locked. Repeats: the same saying changes nothing."""
    _, new = Receipt.objects.get_or_create(
        id=derived("Receipt", row.id, provider, kind, event),
        defaults={"message": row, "provider": provider, "kind": kind, "reason": reason[:40], "raw": dict(raw or {}), "at": at},
    )
    if new:
        _act(row, kind, reason=reason or kind, at=at)


def _act(row: Message, kind: str, *, reason: str, at: datetime) -> None:
    state = STATES.get(kind, "")
    if state in OPEN_TO.get(row.state, ()):
        row.state, row.due_at, row.reason = state, None, reason[:40] if state in ("bounced", "failed") else ""
        row.save(update_fields=["state", "due_at", "reason"])
        if state == "delivered":
            delivered(row, at=at)
        elif state != "sent":
            failed(row, reason=reason, at=at)
    if kind in ("bounced", "complained") and row.address_hash:
        suppress(row.person_id, row.channel, hashed=row.address_hash, reason="bounce" if kind == "bounced" else "complaint", at=at)


def delivered(row: Message, *, at: datetime) -> None:
    """`MessageDelivered` is told. Repeats: told once."""
    outbox.publish(
        MessageDelivered(
            id=derived("MessageDelivered", row.id),
            at=at,
            message_id=row.id,
            follow_up_id=row.follow_up_id,
            person_id=row.person_id,
            channel=row.channel,
        )
    )


def failed(row: Message, *, reason: str, at: datetime) -> None:
    """`MessageFailed` is told: whoever planned the message may try another channel. Repeats: told once."""
    outbox.publish(
        MessageFailed(
            id=derived("MessageFailed", row.id),
            at=at,
            message_id=row.id,
            person_id=row.person_id,
            follow_up_id=row.follow_up_id,
            channel=row.channel,
            reason=reason[:40],
        )
    )
