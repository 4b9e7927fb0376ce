"""What the deployment owes to somebody's bank account: ordered, paid or not, returned; whoever ordered it hears of its end as a fact."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zhiyin.events.money import BankOrderEnded
from zhiyin.funding.models import BankOrder
from zhiyin.funding.sealing import sealed
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import derived
from zhiyin.ledger.services import Command, Op
from zhiyin.outbox import services as outbox
from zhiyin.wallets import services as wallets
from zhiyin.wallets.services import Code, KeyReused, check_amount


class OrderGone(Refusal):
    """The payment is past the point where that could be done."""

    code = "order_gone"
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrder:
    """Money for a bank account. `id`: the maker's own, which the bank says again; minor units."""

    id: UUID
    owner_id: UUID
    holder: str
    iban: str
    amount_minor: int
    asset: str


def drawer(asset: str) -> int:
    """The deployment's account where ordered money lies until the bank has paid it. Repeats: the same account."""
    return wallets.system_account("settlements", asset)


def order(new: NewOrder, *, at: datetime) -> None:
    """The bank is asked to pay it with the next file. Inside the caller's transaction, which moves the money into `drawer`.

    Raises `BadAmount`, `KeyReused`. Repeats: nothing more is ordered.
    """
    check_amount(new.amount_minor)
    same = {"owner_id": new.owner_id, "amount_minor": new.amount_minor, "asset": new.asset, "last_four": new.iban[-4:], "holder": new.holder}
    row, made = BankOrder.objects.get_or_create(id=new.id, defaults=same | {"token": sealed(new.iban), "at": at, "changed_at": at})
    if not made and any(getattr(row, name) != value for name, value in same.items()):
        raise KeyReused


def refuse(order_id: UUID, *, reason: str, at: datetime) -> None:
    """Staff know that the bank will not pay it: `BankOrderEnded` is told, and the money goes back to where it came from.

    Raises `OrderGone` once it was paid, or for an unknown one. Repeats: nothing more happens.
    """
    wallets.together(lambda: _refuse(order_id, reason=reason, at=at))


def paid(row: BankOrder, *, at: datetime) -> None:
    """The bank paid it: the money has left the drawer for the bank. `row` is locked and was sent. The transaction's last statement.

    Raises what `wallets.services.book` raises. Repeats: nothing more happens.
    """
    _end(row, BankOrder.PAID, reason="", at=at)
    bank = wallets.system_account("bank", row.asset)
    command = Command(
        id=derived("bank order paid", row.id), debit=drawer(row.asset), credit=bank, amount_minor=row.amount_minor, code=Code.SETTLEMENT, ref=row.id
    )
    wallets.book([command], asset=row.asset)


def refused(row: BankOrder, *, reason: str, at: datetime) -> None:
    """The bank will not pay it. `row` is locked and waits or was sent; the money still lies in the drawer. Repeats: nothing more happens."""
    _end(row, BankOrder.REFUSED, reason=reason, at=at)


def came_back(row: BankOrder, *, at: datetime) -> None:
    """What was paid came back: it lies in the drawer again. `row` is locked and was paid. The transaction's last statement.

    Raises what `wallets.services.book` raises. Repeats: nothing more happens.
    """
    _end(row, BankOrder.RETURNED, reason="bank_returned", at=at)
    gone = derived("bank order paid", row.id)
    command = Command(
        id=derived("bank order returned", row.id),
        op=Op.REVERSE,
        debit=wallets.system_account("bank", row.asset),
        credit=drawer(row.asset),
        amount_minor=row.amount_minor,
        code=Code.SETTLEMENT,
        ref=gone,
    )
    wallets.book([command], asset=row.asset)


def _refuse(order_id: UUID, *, reason: str, at: datetime) -> None:
    row = BankOrder.objects.select_for_update().filter(id=order_id).first()
    if row is None or row.state in (BankOrder.PAID, BankOrder.RETURNED):
        raise OrderGone
    if row.state != BankOrder.REFUSED:
        refused(row, reason=reason, at=at)


def _end(row: BankOrder, state: str, *, reason: str, at: datetime) -> None:
    row.state, row.reason, row.changed_at = state, reason[:64], at
    row.save(update_fields=["state", "reason", "changed_at"])
    told = BankOrderEnded(
        id=derived("bank order", row.id, state), at=at, order_id=row.id, owner_id=row.owner_id, amount_minor=row.amount_minor, asset=row.asset,
        state=state, reason=row.reason,
    )  # fmt: skip
    outbox.publish(told)
