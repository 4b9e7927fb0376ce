"""What the deployment owes to bank accounts, and what the bank said of its files."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zhiyin.funding.models import BankOrder as Row
from zhiyin.funding.models import BankReport as ReportRow
from zhiyin.kit.ids import derived
from zhiyin.wallets.queries import Claim


@dataclass(frozen=True, slots=True, kw_only=True)
class BankOrder:
    """Money owed to a bank account. `state`: waiting | sent | paid | refused | returned; `account`: as in "Anna Holm ·· 3000"."""

    id: UUID
    owner_id: UUID
    account: str
    amount_minor: int
    asset: str
    state: str
    reason: str
    at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BankReport:
    """What the bank said of one transfer or file. `status` and `reason` are ISO's codes; `why`: why somebody must look."""

    id: UUID
    reference: str
    status: str
    reason: str
    words: str
    why: str
    note: str
    at: datetime


def bank_orders(order_ids: Iterable[UUID]) -> dict[UUID, BankOrder]:
    """Those orders that exist among the ids. One statement."""
    return {row.id: _told(row) for row in Row.objects.filter(id__in=list(order_ids))}


def bank_orders_on_the_way(*, limit: int = 50) -> tuple[BankOrder, ...]:
    """Orders that wait for a file or for the bank, the oldest first. One statement."""
    rows = Row.objects.filter(state__in=[Row.WAITING, Row.SENT]).order_by("at", "id")[:limit]
    return tuple(_told(row) for row in rows)


def unmatched_reports(*, limit: int = 50) -> tuple[BankReport, ...]:
    """What the bank said and nobody understands, the newest first. One statement."""
    rows = ReportRow.objects.filter(state=ReportRow.UNMATCHED).order_by("-at", "-id")[:limit]
    return tuple(
        BankReport(
            id=row.id, reference=row.reference, status=row.status, reason=row.reason, words=row.words, why=row.why, note=row.note, at=row.at
        )
        for row in rows
    )  # fmt: skip


def bank_order_claims() -> Iterator[Claim]:
    """What orders that were paid, and came back, say that the journal has: for whoever compares it with all settlements. One statement."""
    rows = Row.objects.filter(state__in=[Row.PAID, Row.RETURNED]).values_list("id", "amount_minor", "asset", "state")
    for key, amount, asset, state in rows.iterator(chunk_size=5_000):
        yield Claim(id=derived("bank order paid", key), payer_id=None, payee_id=None, asset=asset, amount_minor=amount)
        if state == Row.RETURNED:
            yield Claim(id=derived("bank order returned", key), payer_id=None, payee_id=None, asset=asset, amount_minor=amount)


def _told(row: Row) -> BankOrder:
    return BankOrder(
        id=row.id, owner_id=row.owner_id, account=f"{row.holder} ·· {row.last_four}", amount_minor=row.amount_minor, asset=row.asset,
        state=row.state, reason=row.reason, at=row.at, changed_at=row.changed_at,
    )  # fmt: skip
