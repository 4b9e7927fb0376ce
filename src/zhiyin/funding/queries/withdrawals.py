"""What people take out of their wallets, and how the bank account stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum, Value

from zhiyin.funding import models
from zhiyin.funding.queries.methods import Method, told
from zhiyin.kit.ids import derived
from zhiyin.ledger import queries as ledger
from zhiyin.wallets import services as wallets
from zhiyin.wallets.queries import default_asset


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """A person's money on its way to their bank. `state`: held | sent | paid | released | returned. `transfer_id` names its entry in the wallet."""

    id: UUID
    person_id: UUID
    method: Method
    amount_minor: int
    asset: str
    state: str
    reason: str
    at: datetime
    changed_at: datetime

    @property
    def transfer_id(self) -> UUID:
        """The ledger's transfer that took the money out of the wallet, once the bank paid."""
        return derived("withdrawal paid", self.id)

    @property
    def return_id(self) -> UUID:
        """The ledger's transfer that gave it back, if the bank returned it."""
        return derived("withdrawal returned", self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalLine:
    """One of a withdrawal's lines in a wallet: what is set aside or paid, or what came back (`is_back`). `id` is the withdrawal's."""

    id: UUID
    at: datetime
    amount_minor: int
    is_back: bool
    withdrawal: Withdrawal


@dataclass(frozen=True, slots=True, kw_only=True)
class BankLine:
    """A line of the bank's statement: `amount_minor` is signed. `state`: matched | unmatched | settled; `why`: what it is, or why nobody knows."""

    id: UUID
    amount_minor: int
    asset: str
    booked_on: date
    reference: str
    words: str
    counterpart: str
    state: str
    why: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BankState:
    """The bank account by its statements and by the journal, in minor units. `difference_minor` 0: they agree but for what is unexplained yet.

    `reported_minor`: what the bank says it has paid and no statement shows yet.
    """

    asset: str
    statements_minor: int
    unmatched_minor: int
    journal_minor: int
    on_the_way_minor: int
    reported_minor: int = 0

    @property
    def difference_minor(self) -> int:
        """What neither the journal nor an unexplained line accounts for."""
        return self.statements_minor - self.unmatched_minor - self.journal_minor - self.reported_minor


def withdrawal(withdrawal_id: UUID, *, for_person: UUID) -> Withdrawal | None:
    """A withdrawal that this person made; None for anybody else's. One statement."""
    row = models.Withdrawal.objects.select_related("method").filter(id=withdrawal_id, person_id=for_person).first()
    return told_withdrawal(row) if row else None


def withdrawals_of(
    person_id: UUID, *, before: tuple[datetime, UUID] | None = None, limit: int = 25, amount_minor: int | None = None
) -> tuple[Withdrawal, ...]:
    """A person's withdrawals, the newest first: those before a moment and id, of an exact amount if one is given. One statement."""
    rows = models.Withdrawal.objects.select_related("method").filter(person_id=person_id)
    if before:
        rows = rows.filter(Q(at__lt=before[0]) | Q(at=before[0], id__lt=before[1]))
    if amount_minor is not None:
        rows = rows.filter(amount_minor=amount_minor)
    return tuple(told_withdrawal(row) for row in rows.order_by("-at", "-id")[:limit])


def withdrawal_lines_of(
    person_id: UUID, *, before: tuple[datetime, UUID] | None = None, limit: int = 25, amount_minor: int | None = None
) -> tuple[WithdrawalLine, ...]:
    """What a person's withdrawals did to their wallet, the newest first, as `withdrawals_of`; one that came back is two lines. One statement."""
    rows = models.Withdrawal.objects.select_related("method").filter(person_id=person_id)
    if amount_minor is not None:
        rows = rows.filter(amount_minor=amount_minor)
    out = rows.exclude(state=models.Withdrawal.RELEASED).annotate(moment=F("at"), back=Value(value=False))
    back = rows.filter(state=models.Withdrawal.RETURNED).annotate(moment=F("changed_at"), back=Value(value=True))
    if before:
        out, back = (each.filter(Q(moment__lt=before[0]) | Q(moment=before[0], id__lt=before[1])) for each in (out, back))
    found = out.union(back, all=True).order_by("-moment", "-id")[:limit]
    return tuple(
        WithdrawalLine(id=row.id, at=row.moment, amount_minor=row.amount_minor, is_back=row.back, withdrawal=told_withdrawal(row)) for row in found
    )


def withdrawals_moved(person_id: UUID, withdrawal_ids: Iterable[UUID]) -> tuple[Withdrawal, ...]:
    """Those withdrawals of a person among the ids, and all that came back. One statement."""
    wanted = Q(id__in=list(withdrawal_ids)) | Q(state=models.Withdrawal.RETURNED)
    rows = models.Withdrawal.objects.select_related("method").filter(wanted, person_id=person_id)
    return tuple(told_withdrawal(row) for row in rows)


def bank_senders(line_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Whose account these lines of the bank's statements came from, where the bank says so. One statement."""
    return dict(models.BankLine.objects.filter(id__in=list(line_ids)).exclude(counterpart="").values_list("id", "counterpart"))


def withdrawals_on_the_way(*, amount_minor: int | None = None, limit: int = 50) -> tuple[Withdrawal, ...]:
    """Withdrawals that wait for a file or for the bank, the oldest first; of an exact amount if one is given. One statement."""
    rows = models.Withdrawal.objects.select_related("method").filter(state__in=[models.Withdrawal.HELD, models.Withdrawal.SENT])
    if amount_minor is not None:
        rows = rows.filter(amount_minor=amount_minor)
    return tuple(told_withdrawal(row) for row in rows.order_by("at", "id")[:limit])


def unmatched_lines(*, limit: int = 50) -> tuple[BankLine, ...]:
    """Lines of the bank's statements that somebody must look at, the newest first. One statement."""
    return _lines(models.BankLine.objects.filter(state=models.BankLine.UNMATCHED), limit)


def settled_lines(*, limit: int = 50) -> tuple[BankLine, ...]:
    """Lines that staff have dealt with, the newest first. One statement."""
    return _lines(models.BankLine.objects.filter(state=models.BankLine.SETTLED), limit)


def bank_state() -> BankState:
    """How the bank account stands by the statements that were read, and by the journal. Six statements."""
    asset = default_asset()
    lines = models.BankLine.objects.filter(asset=asset)
    sums = lines.aggregate(all=Sum("amount_minor"), unmatched=Sum("amount_minor", filter=Q(state=models.BankLine.UNMATCHED)))
    ways = (models.Withdrawal.objects.filter(asset=asset), models.BankOrder.objects.filter(asset=asset))
    account = wallets.system_account("bank", asset)
    return BankState(
        asset=asset,
        statements_minor=sums["all"] or 0,
        unmatched_minor=sums["unmatched"] or 0,
        journal_minor=-ledger.balances([account])[account].posted,
        on_the_way_minor=sum(_sum(rows.filter(state__in=["held", "waiting", "sent"])) for rows in ways),
        reported_minor=sum(_sum(_only_reported(rows)) for rows in ways),
    )


def _sum(rows: QuerySet[Any]) -> int:
    return rows.aggregate(total=Sum("amount_minor"))["total"] or 0


def _only_reported(rows: QuerySet[Any]) -> QuerySet[Any]:
    """What was paid, and no line of a statement shows it going out."""
    seen = models.BankLine.objects.exclude(state=models.BankLine.UNMATCHED).filter(amount_minor__lt=0)
    of = "withdrawal_id" if rows.model is models.Withdrawal else "order_id"
    return rows.filter(~Exists(seen.filter(**{of: OuterRef("pk")})), state__in=["paid", "returned"])


def told_withdrawal(row: models.Withdrawal) -> Withdrawal:
    """A withdrawal as the other rooms know it. No SQL when its method was read with it."""
    return Withdrawal(
        id=row.id,
        person_id=row.person_id,
        method=told(row.method),
        amount_minor=row.amount_minor,
        asset=row.asset,
        state=row.state,
        reason=row.reason,
        at=row.at,
        changed_at=row.changed_at,
    )


def _lines(rows: QuerySet[models.BankLine], limit: int) -> tuple[BankLine, ...]:

    return tuple(
        BankLine(
            id=row.id,
            amount_minor=row.amount_minor,
            asset=row.asset,
            booked_on=row.booked_on,
            reference=row.reference,
            words=row.words,
            counterpart=row.counterpart,
            state=row.state,
            why=row.why,
            note=row.note,
        )
        for row in rows.order_by("-at", "-id")[:limit]
    )
