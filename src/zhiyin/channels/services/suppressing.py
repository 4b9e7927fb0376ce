"""Addresses that are not written to any more, and those that may be written to again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from zhiyin.channels.models import Suppression
from zhiyin.channels.queries.reach import address_hash
from zhiyin.events.reach import AddressSuppressed, SuppressionLifted
from zhiyin.kit.ids import derived
from zhiyin.outbox import services as outbox
from zhiyin.privacy import services as privacy
from zhiyin.privacy.purposes import PURPOSES

LIFTED_BECAUSE = ("asked", "mended", "mistake")


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


@transaction.atomic
def lift_bounce(channel: str, hashed: str, *, why: str, staff_id: UUID | None = None, at: datetime) -> int:
    """Letters go to the address of that hash again although one came back; how many suppressions ended, and `SuppressionLifted` is told of each.

    `why`: confirmed (its owner proved it again), or what staff say, one of `LIFTED_BECAUSE`. What people said themselves, stop or a complaint,
    stays. Raises `ValueError` for another reason. Repeats: 0.
    """
    if why not in (*LIFTED_BECAUSE, "confirmed"):
        raise ValueError(why)
    rows = list(Suppression.objects.select_for_update().filter(channel=channel, address_hash=hashed, reason="bounce", lifted_at=None))
    Suppression.objects.filter(id__in=[row.id for row in rows]).update(lifted_at=at)
    for row in rows:
        told = derived("SuppressionLifted", channel, row.id)
        outbox.publish(SuppressionLifted(id=told, at=at, person_id=row.person_id, channel=channel, reason="bounce", why=why, staff_id=staff_id))
    return len(rows)
