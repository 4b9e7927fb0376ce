"""Who works at which till."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet, Sum

from zhiyin.payments import models
from zhiyin.payments.queries.merchants import Merchant, told

OWNER, CASHIER = models.Staff.OWNER, models.Staff.CASHIER


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """A merchant at whose till somebody works. `role`: owner | cashier."""

    merchant: Merchant
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Helper:
    """Somebody who works at a till, or was asked to (`accepted_at` None). `refund_max_minor`: how much a cashier may give back in a day."""

    id: UUID
    person_id: UUID
    name: str
    handle: str
    role: str
    refund_max_minor: int
    invited_at: datetime
    accepted_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """Somebody is asked to work at a till, and has not answered."""

    id: UUID
    merchant: Merchant
    role: str
    invited_by: str
    invited_at: datetime


def role_at(merchant_id: UUID, person_id: UUID) -> str:
    """What somebody is at that merchant's till: owner, cashier, or nothing (""). Two statements at most."""
    if models.Merchant.objects.filter(id=merchant_id, owner_id=person_id).exists():
        return OWNER
    return _working().filter(merchant_id=merchant_id, person_id=person_id).values_list("role", flat=True).first() or ""


def shops_of(person_id: UUID) -> tuple[Shop, ...]:
    """The merchants that a person owns or at whose till they work, by name. Two statements."""
    own = [Shop(merchant=told(row), role=OWNER) for row in models.Merchant.objects.filter(owner_id=person_id)]
    helped = [Shop(merchant=told(row.merchant), role=row.role) for row in _working().filter(person_id=person_id).select_related("merchant")]
    return tuple(sorted([*own, *helped], key=lambda shop: (shop.merchant.name_en, str(shop.merchant.id))))


def staff_of(merchant_id: UUID) -> tuple[Helper, ...]:
    """Who works at that till beside the one who opened it, and who was asked, in the order they were asked. One statement."""
    rows = models.Staff.objects.filter(merchant_id=merchant_id, ended_at=None).select_related("person").order_by("invited_at", "id")
    return tuple(
        Helper(
            id=row.id,
            person_id=row.person_id,
            name=row.person.name,
            handle=row.person.handle,
            role=row.role,
            refund_max_minor=row.refund_max_minor,
            invited_at=row.invited_at,
            accepted_at=row.accepted_at,
        )
        for row in rows
    )


def invitations_of(person_id: UUID) -> tuple[Invitation, ...]:
    """The tills that ask this person to work there, the newest first. One statement."""
    rows = models.Staff.objects.filter(person_id=person_id, accepted_at=None, ended_at=None).select_related("merchant", "invited_by")
    return tuple(
        Invitation(id=row.id, merchant=told(row.merchant), role=row.role, invited_by=row.invited_by.name, invited_at=row.invited_at)
        for row in rows.order_by("-invited_at", "-id")
    )


def refundable_today(merchant_id: UUID, person_id: UUID, *, since: datetime) -> int | None:
    """How much this person may still give back at that till, counting from the beginning of the day `since`; None: as much as was paid.

    Three statements at most.
    """
    if role_at(merchant_id, person_id) == OWNER:
        return None
    most = _working().filter(merchant_id=merchant_id, person_id=person_id).values_list("refund_max_minor", flat=True).first()
    given = models.Refund.objects.filter(merchant_id=merchant_id, by_id=person_id, at__gte=since).aggregate(total=Sum("amount_minor"))["total"]
    return max(0, (most or 0) - int(given or 0))


def _working() -> QuerySet[models.Staff]:
    return models.Staff.objects.filter(accepted_at__isnull=False, ended_at=None)
