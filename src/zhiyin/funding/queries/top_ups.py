"""What came into wallets."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from zhiyin.funding import models


@dataclass(frozen=True, slots=True, kw_only=True)
class TopUp:
    """Money that a person put into their wallet."""

    id: UUID
    person_id: UUID
    amount_minor: int
    asset: str
    source: str
    at: datetime


def sources() -> tuple[str, ...]:
    """Where money can come from here: made up (`demo`) where the deployment plays with demo money, else from cards and the bank only. No SQL."""
    return ("demo",) if settings.CONFIG.is_demo else ()


def told(row: models.TopUp) -> TopUp:
    """A top-up as the other rooms know it. No SQL."""
    return TopUp(id=row.id, person_id=row.person_id, amount_minor=row.amount_minor, asset=row.asset, source=row.source, at=row.at)


def top_ups(top_up_ids: Iterable[UUID]) -> dict[UUID, TopUp]:
    """Those top-ups that exist among the ids. One statement."""
    return {row.id: told(row) for row in models.TopUp.objects.filter(id__in=set(top_up_ids))}


def top_ups_of(
    person_id: UUID, *, before: tuple[datetime, UUID] | None = None, limit: int = 25, amount_minor: int | None = None
) -> tuple[TopUp, ...]:
    """A person's top-ups, the newest first: those before a moment and id, of an exact amount if one is given. One statement."""
    rows = models.TopUp.objects.filter(person_id=person_id)
    if before:
        rows = rows.filter(Q(at__lt=before[0]) | Q(at=before[0], id__lt=before[1]))
    if amount_minor is not None:
        rows = rows.filter(amount_minor=amount_minor)
    return tuple(told(row) for row in rows.order_by("-at", "-id")[:limit])
