"""Running tabs, and who owes whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Sum

from zhiyin.identity import queries as identity
from zhiyin.payments import models

SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class TabMember:
    """One of a tab. `balance_minor`: what they paid less their equal part of all; negative: they owe."""

    person_id: UUID
    name: str
    paid_minor: int
    balance_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TabEntry:
    """Something one of them paid for all."""

    name: str
    amount_minor: int
    note: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """One payment that settles a part of a tab."""

    debtor_id: UUID
    creditor_id: UUID
    debtor_name: str
    creditor_name: str
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """A tab as one of its members sees it. `mine`: the reader opened it. Lists do without members, entries and what is owed."""

    id: UUID
    name: str
    mine: bool
    asset: str
    total_minor: int
    at: datetime
    closed_at: datetime | None
    members: tuple[TabMember, ...]
    entries: tuple[TabEntry, ...]
    owed: tuple[Owed, ...]


def tab(tab_id: UUID, *, for_person: UUID) -> Tab | None:
    """A tab this person is a member of; None for anybody else's. Three statements."""
    row = models.Tab.objects.filter(id=tab_id, members__contains=[for_person]).first()
    if row is None:
        return None
    entries = list(models.TabEntry.objects.filter(tab=row).order_by("-at", "-id"))
    names = {key: person.name for key, person in identity.people(row.members).items()}
    paid = {member: sum(entry.amount_minor for entry in entries if entry.payer_id == member) for member in row.members}
    balances = balanced(paid)
    return Tab(
        id=row.id,
        name=row.name,
        mine=row.owner_id == for_person,
        asset=row.asset,
        total_minor=sum(paid.values()),
        at=row.at,
        closed_at=row.closed_at,
        members=tuple(
            TabMember(person_id=member, name=names.get(member, ""), paid_minor=paid[member], balance_minor=balances[member]) for member in row.members
        ),
        entries=tuple(TabEntry(name=names.get(each.payer_id, ""), amount_minor=each.amount_minor, note=each.note, at=each.at) for each in entries),
        owed=tuple(
            Owed(
                debtor_id=debtor, creditor_id=creditor, debtor_name=names.get(debtor, ""), creditor_name=names.get(creditor, ""), amount_minor=amount
            )
            for debtor, creditor, amount in settled(balances)
        ),
    )


def tabs(person_id: UUID) -> tuple[Tab, ...]:
    """The last tabs a person is a member of, open ones first. One statement."""
    rows = models.Tab.objects.filter(members__contains=[person_id]).annotate(total=Sum("entries__amount_minor"))
    return tuple(
        Tab(
            id=row.id,
            name=row.name,
            mine=row.owner_id == person_id,
            asset=row.asset,
            total_minor=int(row.total or 0),
            at=row.at,
            closed_at=row.closed_at,
            members=(),
            entries=(),
            owed=(),
        )
        for row in rows.order_by(F("closed_at").desc(nulls_first=True), "-at", "-id")[:SHOWN]
    )


def balanced(paid: Mapping[UUID, int]) -> dict[UUID, int]:
    """What each paid less an equal part of all, in minor units; the sum is zero. What cannot be divided is borne by the first. No SQL."""
    part, over = divmod(sum(paid.values()), len(paid))
    return {member: amount - part - (number < over) for number, (member, amount) in enumerate(paid.items())}


def settled(balances: Mapping[UUID, int]) -> tuple[tuple[UUID, UUID, int], ...]:
    """Payments (debtor, creditor, minor units) that bring all balances to zero: fewer than there are members. No SQL."""
    left, found = dict(balances), []
    while any(left.values()):
        debtor, creditor = min(left, key=lambda each: left[each]), max(left, key=lambda each: left[each])
        amount = min(-left[debtor], left[creditor])
        left[debtor], left[creditor] = left[debtor] + amount, left[creditor] - amount
        found.append((debtor, creditor, amount))
    return tuple(found)
