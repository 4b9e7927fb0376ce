"""Bills that were split, and who has paid."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from zhiyin.identity import queries as identity
from zhiyin.payments import models

BILLS_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class BillPart:
    """What one person bears. `state`: own (the owner's part) | nothing | open | paid | declined | cancelled.

    `request_id` is told to the owner and to the person who was asked.
    """

    person_id: UUID
    name: str
    amount_minor: int
    lines: tuple[int, ...]
    state: str
    request_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """A bill that was split. `mine`: the reader paid it. `paid` of `asked` have paid their parts; lists do without `parts`."""

    id: UUID
    mine: bool
    owner_name: str
    total_minor: int
    asset: str
    note: str
    way: str
    payment_id: UUID | None
    at: datetime
    asked: int
    paid: int
    parts: tuple[BillPart, ...]


def bill(bill_id: UUID, *, for_person: UUID) -> Bill | None:
    """A bill that this person split or bears a part of; None for anybody else's. Three statements."""
    row = models.Bill.objects.filter(id=bill_id).first()
    parts = list(models.BillPart.objects.filter(bill_id=bill_id).select_related("request").order_by("number")) if row else []
    if row is None or for_person not in {row.owner_id, *(part.person_id for part in parts)}:
        return None
    people = identity.people({row.owner_id, *(part.person_id for part in parts)})
    told = tuple(_part(part, row, for_person, people[part.person_id].name if part.person_id in people else "") for part in parts)
    owner = people.get(row.owner_id)
    asked = [part for part in told if part.state not in ("own", "nothing")]
    return Bill(
        id=row.id,
        mine=row.owner_id == for_person,
        owner_name=owner.name if owner else "",
        total_minor=row.total_minor,
        asset=row.asset,
        note=row.note,
        way=row.way,
        payment_id=row.payment_id if row.owner_id == for_person else None,
        at=row.at,
        asked=len(asked),
        paid=sum(part.state == "paid" for part in asked),
        parts=told,
    )


def bills(person_id: UUID) -> tuple[Bill, ...]:
    """The last bills a person split, the newest first. One statement."""
    rows = models.Bill.objects.filter(owner_id=person_id).annotate(
        asked=Count("requests"), paid=Count("requests", filter=Q(requests__state=models.MoneyRequest.PAID))
    )
    return tuple(
        Bill(
            id=row.id,
            mine=True,
            owner_name="",
            total_minor=row.total_minor,
            asset=row.asset,
            note=row.note,
            way=row.way,
            payment_id=row.payment_id,
            at=row.at,
            asked=row.asked,
            paid=row.paid,
            parts=(),
        )
        for row in rows.order_by("-at", "-id")[:BILLS_SHOWN]
    )


def _part(row: models.BillPart, of: models.Bill, reader_id: UUID, name: str) -> BillPart:
    state = "own" if row.person_id == of.owner_id else row.request.state if row.request else "nothing"
    may_see = reader_id in (of.owner_id, row.person_id)
    return BillPart(
        person_id=row.person_id,
        name=name,
        amount_minor=row.amount_minor,
        lines=tuple(row.lines),
        state=state,
        request_id=row.request_id if may_see else None,
    )
