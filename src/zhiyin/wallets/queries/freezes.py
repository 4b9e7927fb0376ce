"""Whose wallets are frozen, and who said so."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zhiyin.wallets import models


@dataclass(frozen=True, slots=True, kw_only=True)
class Freeze:
    """Somebody froze a person's wallets (`frozen`), or released them."""

    frozen: bool
    by: UUID
    at: datetime
    why: str


def freezes(person_id: UUID) -> tuple[Freeze, ...]:
    """Each time the person's wallets were frozen or released, the newest first: that one holds. One statement."""
    rows = models.Freeze.objects.filter(person_id=person_id).order_by("-at", "-id")
    return tuple(Freeze(frozen=row.frozen, by=row.by_id, at=row.at, why=row.why) for row in rows)
