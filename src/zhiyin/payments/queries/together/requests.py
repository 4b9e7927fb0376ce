"""Requests for money, as each of their two people sees them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Case, Q, Value, When

from zhiyin.identity import queries as identity
from zhiyin.identity.queries import Person
from zhiyin.kit.ids import derived
from zhiyin.payments import models

CLOSED_SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request for money. `state`: open | paid | declined | cancelled. `mine`: the reader asked. `other_…`: the person on the other side.

    `transfer_id`: the transfer that paid it, once it is paid.
    """

    id: UUID
    mine: bool
    other_id: UUID
    other_name: str
    other_handle: str
    amount_minor: int
    asset: str
    note: str
    at: datetime
    state: str
    settled_at: datetime | None
    reminded_at: datetime | None
    bill_id: UUID | None
    transfer_id: UUID | None


def request(request_id: UUID, *, for_person: UUID) -> Request | None:
    """A request that this person made or received; None for anybody else's. Two statements."""
    row = models.MoneyRequest.objects.filter(_of(for_person), id=request_id).first()
    return next(iter(_told((row,), for_person)), None) if row else None


def requests(person_id: UUID, *, closed: int = CLOSED_SHOWN) -> tuple[Request, ...]:
    """The open requests to and by a person, and the last `closed` of the others: open ones first, then the newest. Three statements."""
    mine = models.MoneyRequest.objects.filter(_of(person_id))
    waiting = mine.filter(state=models.MoneyRequest.OPEN)
    # Who is asked must act, so those come before the ones that the person waits for.
    turn = Case(When(payer_id=person_id, then=Value(0)), default=Value(1))
    rows = [*waiting.order_by(turn, "-at", "-id")[:200], *mine.exclude(state=models.MoneyRequest.OPEN).order_by("-settled_at", "-id")[:closed]]
    return _told(rows, person_id)


def _of(person_id: UUID) -> Q:
    return Q(asker_id=person_id) | Q(payer_id=person_id)


def _told(rows: Iterable[models.MoneyRequest], reader_id: UUID) -> tuple[Request, ...]:
    found = list(rows)
    people = identity.people({row.payer_id if row.asker_id == reader_id else row.asker_id for row in found}) if found else {}
    return tuple(_one(row, reader_id, people) for row in found)


def _one(row: models.MoneyRequest, reader_id: UUID, people: dict[UUID, Person]) -> Request:
    other_id = row.payer_id if row.asker_id == reader_id else row.asker_id
    other = people.get(other_id)
    return Request(
        id=row.id,
        mine=row.asker_id == reader_id,
        other_id=other_id,
        other_name=other.name if other else "",
        other_handle=other.handle if other else "",
        amount_minor=row.amount_minor,
        asset=row.asset,
        note=row.note,
        at=row.at,
        state=row.state,
        settled_at=row.settled_at,
        reminded_at=row.reminded_at,
        bill_id=row.bill_id,
        transfer_id=derived("request paid", row.id) if row.state == models.MoneyRequest.PAID else None,
    )
