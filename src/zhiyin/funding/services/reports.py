"""What the bank says of its files (pain.002): what it did is settled, what it will not do is free again, the rest waits for staff."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from zhiyin.funding.models import BankFile, BankOrder, BankReport, Withdrawal
from zhiyin.funding.providers.bank.pain002 import Item
from zhiyin.funding.services import lines, orders, withdrawals
from zhiyin.funding.services.lines import LineSettled
from zhiyin.kit.ids import derived
from zhiyin.wallets import services as wallets

Row = Withdrawal | BankOrder
# What nobody need look at: the others wait for somebody.
CLEAR = ("under_way", "paid", "refused")


def told_apart(items: Sequence[Item]) -> list[Item]:
    """A status of a whole file, as one of each of its transfers; what names no file of ours stays as it is. Repeats: the same."""
    return [each for item in items for each in (_of_file(item) if not item.reference else [item])]


def take(item: Item, *, at: datetime) -> str:
    """That status is known and, where it is of ours, followed: what it came to (of CLEAR, or why somebody must look); empty when it was known.

    Raises what `wallets.services.book` raises. Repeats: a status that is known is passed over.
    """
    return wallets.together(lambda: _take(item, at=at))


def report_seen(report_id: UUID, *, by: UUID, note: str) -> None:
    """Somebody has looked into a status that fits nothing of ours. Raises `LineSettled`. Repeats: refused."""
    found = BankReport.objects.filter(id=report_id, state=BankReport.UNMATCHED)
    if not found.update(state=BankReport.SETTLED, settled_by_id=by, note=note[:140]):
        raise LineSettled


def _of_file(item: Item) -> list[Item]:
    try:
        found = BankFile.objects.filter(id=UUID(hex=item.file)).first()
    except ValueError:
        found = None
    if found is None:
        return [item]
    ids = [*found.withdrawals.values_list("id", flat=True), *found.orders.values_list("id", flat=True)]
    return [replace(item, id=derived("bank report", item.id, key), reference=key.hex) for key in sorted(ids)]


def _take(item: Item, *, at: datetime) -> str:
    lines.one_at_a_time(item.id)
    if BankReport.objects.filter(id=item.id).exists():
        return ""
    row = lines.named(item.reference)
    why = _meaning(row, item)
    BankReport.objects.create(
        id=item.id,
        report=item.report,
        reference=item.reference or item.file,
        status=item.status,
        reason=item.reason,
        words=item.words,
        state=BankReport.MATCHED if why in CLEAR else BankReport.UNMATCHED,
        why=why,
        at=at,
    )
    if row is not None and row.state == "sent" and why != "under_way":
        _follow(row, item, at=at)
    return why


def _meaning(row: Row | None, item: Item) -> str:
    if row is None:
        return "unknown"
    if row.state in (Withdrawal.HELD, BankOrder.WAITING):
        return "not_sent"
    if not (item.is_done or item.is_refused):
        return "under_way"
    if row.state == "sent":
        return "paid" if item.is_done else "refused"
    ended_unpaid = row.state in (Withdrawal.RELEASED, BankOrder.REFUSED)
    if item.is_done:
        return "released" if ended_unpaid else "paid"
    return "refused" if ended_unpaid else "paid_already"


def _follow(row: Row, item: Item, *, at: datetime) -> None:
    """The last statement of the transaction moves the money."""
    if item.is_done:
        lines.paid(row, at=at)
    elif isinstance(row, Withdrawal):
        withdrawals.release(row.id, reason=f"bank: {item.reason or item.status}", at=at)
    else:
        orders.refused(row, reason=f"bank: {item.reason or item.status}", at=at)
