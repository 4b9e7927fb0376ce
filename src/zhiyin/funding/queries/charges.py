"""What cards were asked for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zhiyin.funding import models
from zhiyin.funding.queries.methods import Method, told
from zhiyin.kit.ids import derived


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """Money asked of a card. `state`: waiting (nobody knows yet) | paid (it is in the wallet) | failed (`reason` says why; none was taken)."""

    id: UUID
    person_id: UUID
    method: Method
    amount_minor: int
    asset: str
    state: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderEvent:
    """A call of a card company, as staff see it."""

    id: int
    source: str
    external_id: str
    kind: str
    charge_id: UUID | None
    at: datetime
    handled_at: datetime | None
    attempts: int
    error: str


def charge(charge_id: UUID, *, for_person: UUID) -> Charge | None:
    """A charge that this person made; None for anybody else's. One statement."""
    row = models.Charge.objects.select_related("method").filter(id=charge_id, person_id=for_person).first()
    return told_charge(row) if row else None


def charges(charge_ids: Iterable[UUID]) -> dict[UUID, Charge]:
    """Those charges that exist among the ids. One statement."""
    return {row.id: told_charge(row) for row in models.Charge.objects.select_related("method").filter(id__in=set(charge_ids))}


def cover_of(payment_id: UUID, *, for_person: UUID) -> Charge | None:
    """The charge that brought, or was to bring, what the wallet lacked for that payment; None when there was none. One statement."""
    return charge(covering(payment_id), for_person=for_person)


def covering(payment_id: UUID) -> UUID:
    """The id of the charge for what a payment lacks. No SQL."""
    return derived("missing part of", payment_id)


def open_charges(*, person_id: UUID | None = None, limit: int = 50) -> tuple[Charge, ...]:
    """Charges that nobody knows the end of yet, the oldest first; of one person if one is given. One statement."""
    rows = models.Charge.objects.select_related("method").filter(state__in=OPEN)
    if person_id:
        rows = rows.filter(person_id=person_id)
    return tuple(told_charge(row) for row in rows.order_by("at", "id")[:limit])


def provider_events(*, limit: int = 50, before: int | None = None, unhandled: bool = False) -> tuple[ProviderEvent, ...]:
    """What card companies called about, the newest first; with `unhandled` only what has not been dealt with. One statement."""
    rows = models.ProviderEvent.objects.all()
    if unhandled:
        rows = rows.filter(handled_at=None)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return tuple(
        ProviderEvent(
            id=row.id,
            source=row.source,
            external_id=row.external_id,
            kind=row.kind,
            charge_id=row.charge_id,
            at=row.at,
            handled_at=row.handled_at,
            attempts=row.attempts,
            error=row.error,
        )
        for row in rows.order_by("-id")[:limit]
    )


def told_charge(row: models.Charge) -> Charge:
    """A charge as the other rooms know it. No SQL when its method was read with it."""
    return Charge(
        id=row.id,
        person_id=row.person_id,
        method=told(row.method),
        amount_minor=row.amount_minor,
        asset=row.asset,
        state="waiting" if row.state in OPEN else row.state,
        reason=row.reason,
        at=row.at,
    )


OPEN = (models.Charge.INTENDED, models.Charge.WAITING)
