"""Money that waits behind links, for who left it and for who comes with the link."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from zhiyin.identity import queries as identity
from zhiyin.payments import models

SHOWN = 20
TOKEN_CHARACTERS_MAX = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyLink:
    """Money that was left for somebody. `state`: waiting | claimed | returned | taken_back. `claimer_name`: empty until it is claimed."""

    id: UUID
    sender_id: UUID
    sender_name: str
    claimer_id: UUID | None
    claimer_name: str
    amount_minor: int
    asset: str
    note: str
    at: datetime
    expires_at: datetime
    ended_at: datetime | None
    state: str
    end_id: UUID | None

    def waits(self, at: datetime) -> bool:
        """Whether it can be claimed at that moment."""
        return self.state == "waiting" and at < self.expires_at


def money_link(token: str) -> MoneyLink | None:
    """The money behind a link, for whoever has the link; None when there is none. Two statements."""
    digest = hashlib.sha256(token[:TOKEN_CHARACTERS_MAX].encode()).digest()
    return next(iter(_told(list(models.ClaimLink.objects.filter(digest=digest)))), None)


def money_link_of(key: UUID, *, for_person: UUID) -> MoneyLink | None:
    """A link by its id, or that of one of its movements, for who left the money or claimed it; None for anybody else. Two statements."""
    mine = Q(sender_id=for_person) | Q(claimer_id=for_person)
    return next(iter(_told(list(models.ClaimLink.objects.filter(mine, Q(id=key) | Q(end_id=key))))), None)


def money_links(person_id: UUID) -> tuple[MoneyLink, ...]:
    """The last links a person made, the newest first. Two statements."""
    return _told(list(models.ClaimLink.objects.filter(sender_id=person_id).order_by("-at", "-id")[:SHOWN]))


def _told(rows: list[models.ClaimLink]) -> tuple[MoneyLink, ...]:
    ids = {person_id for row in rows for person_id in (row.sender_id, row.claimer_id) if person_id}
    names = {key: person.name for key, person in identity.people(ids).items()} if ids else {}
    return tuple(
        MoneyLink(
            id=row.id,
            sender_id=row.sender_id,
            sender_name=names.get(row.sender_id, ""),
            claimer_id=row.claimer_id,
            claimer_name=names.get(row.claimer_id, "") if row.claimer_id else "",
            amount_minor=row.amount_minor,
            asset=row.asset,
            note=row.note,
            at=row.at,
            expires_at=row.expires_at,
            ended_at=row.ended_at,
            state=row.state,
            end_id=row.end_id,
        )
        for row in rows
    )
