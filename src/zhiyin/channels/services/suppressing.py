"""Addresses that are not written to any more, and those that may be written to again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from zhiyin.channels.models import Suppression
from zhiyin.channels.queries.reach import address_hash
from zhiyin.events.reach import AddressSuppressed
from zhiyin.kit.ids import derived
from zhiyin.outbox import services as outbox
from zhiyin.privacy import services as privacy
from zhiyin.privacy.purposes import PURPOSES


@transaction.atomic
def suppress(person_id: UUID, channel: str, *, hashed: str, reason: str, at: datetime) -> None:
    """Nothing goes to the address of that hash (`queries.address_hash`) on the channel any more, and `AddressSuppressed` is told.

    `reason`: bounce or stop hold for everything; a complaint takes back, on this channel, every consent that can be taken back.
    Repeats: an address suppressed for that reason stays as it is, and nothing is told.
    """
    row, new = Suppression.objects.get_or_create(
        channel=channel,
        address_hash=hashed,
        reason=reason,
        lifted_at=None,
        defaults={"person_id": person_id, "at": at},
    )
    if not new:
        return
    if reason == "complaint":
        for purpose in PURPOSES.values():
            if not purpose.needed:
                privacy.withdraw(person_id, purpose.code, channel=channel, source="complaint", at=at)
    outbox.publish(AddressSuppressed(id=derived("AddressSuppressed", channel, row.id), at=at, person_id=person_id, channel=channel, reason=reason))


def lift(channel: str, address: str, *, at: datetime) -> int:
    """The address may be written to again: its owner confirmed it anew; how many suppressions ended. Repeats: 0."""
    return Suppression.objects.filter(channel=channel, address_hash=address_hash(channel, address), lifted_at=None).update(lifted_at=at)
