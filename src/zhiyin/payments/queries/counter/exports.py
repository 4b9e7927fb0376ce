"""What a merchant took and gave back, line by line, for its books."""

import heapq
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zhiyin.identity import queries as identity
from zhiyin.kit.errors import Refusal
from zhiyin.payments import models

ROWS_MAX = 50_000


class ExportTooLong(Refusal):
    """More lines than a file is made of at once."""

    code = "export_too_long"


@dataclass(frozen=True, slots=True, kw_only=True)
class BookLine:
    """One payment (`amount_minor` above zero) or refund (below) of a merchant. `by`: who gave it back."""

    id: UUID
    payment_id: UUID
    amount_minor: int
    asset: str
    at: datetime
    note: str
    by: str


def book_of(merchant_id: UUID, *, since: datetime, until: datetime) -> tuple[BookLine, ...]:
    """What a merchant took and gave back from `since` until before `until`, the oldest first. Three statements. Raises `ExportTooLong`."""
    among = {"merchant_id": merchant_id, "at__gte": since, "at__lt": until}
    paid = list(models.Payment.objects.filter(**among).order_by("at", "id")[: ROWS_MAX + 1])
    back = list(models.Refund.objects.filter(**among).order_by("at", "id")[: ROWS_MAX + 1])
    if len(paid) + len(back) > ROWS_MAX:
        raise ExportTooLong(most=f"{ROWS_MAX:,}")
    people = identity.people({row.by_id for row in back}) if back else {}
    lines = (
        (BookLine(id=row.id, payment_id=row.id, amount_minor=row.amount_minor, asset=row.asset, at=row.at, note=row.note, by="") for row in paid),
        (
            BookLine(
                id=row.id,
                payment_id=row.payment_id,
                amount_minor=-row.amount_minor,
                asset=row.asset,
                at=row.at,
                note=row.note,
                by=people[row.by_id].name if row.by_id in people else "",
            )
            for row in back
        ),
    )
    return tuple(heapq.merge(*lines, key=lambda line: (line.at, line.id)))
