"""A line of the bank's statement, settled by hand; and what all reading of the bank's files has in common."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from zhiyin.events.money import TopUpCompleted
from zhiyin.funding import models
from zhiyin.funding.models import BankLine, BankOrder, Withdrawal
from zhiyin.funding.services import orders, withdrawals
from zhiyin.identity import queries as identity
from zhiyin.identity.queries import Person
from zhiyin.kit.errors import Refusal
from zhiyin.outbox import services as outbox
from zhiyin.wallets import services as wallets
from zhiyin.wallets.services import Code


class LineSettled(Refusal):
    """The line of the statement needs nobody any more."""

    code = "line_settled"
    status = 409


class NotIncoming(Refusal):
    """The line is money that left the bank account."""

    code = "not_an_incoming_line"


class GivingYourself(Refusal):
    """A member of staff would settle a line for their own wallet."""

    code = "giving_yourself"


def give_line(line_id: UUID, *, handle: str, by: UUID, note: str, at: datetime) -> None:
    """The money of that line is in the wallet of the person of that handle, as a top-up. Raises `LineSettled`, `NotIncoming`, `NoWallet`,
    `GivingYourself`.

    Repeats: refused.
    """
    person = identity.by_handle(handle)
    if person is None:
        raise wallets.NoWallet
    if person.id == by:
        raise GivingYourself
    wallets.together(lambda: give(_open_line(line_id, by=by, note=note), person, at=at))


def pay_with_line(line_id: UUID, transfer_id: UUID, *, by: UUID, note: str, at: datetime) -> None:
    """That line is the bank's payment of that withdrawal or order, though it does not say so. Raises `LineSettled`, `WithdrawalGone`.

    Repeats: refused.
    """
    wallets.together(lambda: _pay_with(_open_line(line_id, by=by, note=note), transfer_id, at=at))


def book_own(line_id: UUID, *, by: UUID, note: str) -> None:
    """That line is the deployment's own money: a fee of the bank's, its own deposit. Raises `LineSettled`. Repeats: refused."""
    wallets.together(lambda: _book_own(_open_line(line_id, by=by, note=note)))


def give(line: BankLine, person: Person, *, at: datetime) -> None:
    """The line's money is in the person's wallet; for this room. `line` is locked or new. The transaction's last statement. Raises `NotIncoming`.

    Repeats: nothing more happens.
    """
    if line.amount_minor <= 0:
        raise NotIncoming
    line.person_id, line.why = person.id, "deposit"
    line.save()
    bank, wallet = wallets.system_account("bank", line.asset), wallets.open_wallet(person.id, asset=line.asset, at=at)
    row = models.TopUp(id=line.id, person_id=person.id, amount_minor=line.amount_minor, asset=line.asset, source="bank", at=at)
    row.save(force_insert=True)
    outbox.publish(TopUpCompleted(id=line.id, at=at, person_id=person.id, amount_minor=line.amount_minor, asset=line.asset))
    wallets.move(key=line.id, debit=bank, credit=wallet, amount_minor=line.amount_minor, asset=line.asset, code=Code.TOP_UP)


def named(reference: str) -> Withdrawal | BankOrder | None:
    """The withdrawal or order that a reference of the bank's names, locked; for this room. Changes nothing. Repeats: the same answer."""
    try:
        key = UUID(hex=reference)
    except ValueError:
        return None
    mine = Withdrawal.objects.select_for_update().filter(id=key).first()
    return mine or BankOrder.objects.select_for_update().filter(id=key).first()


def paid(row: Withdrawal | BankOrder, *, at: datetime) -> None:
    """The bank paid it; for this room. `row` is locked and was sent. The transaction's last statement. Repeats: nothing more happens."""
    if isinstance(row, Withdrawal):
        withdrawals.capture(row, at=at)
    else:
        orders.paid(row, at=at)


def one_at_a_time(line_id: UUID) -> None:
    """Two readers of one file: the second waits here, until the first's transaction is over; for this room. Repeats: the same."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(line_id)])


def _pay_with(line: BankLine, transfer_id: UUID, *, at: datetime) -> None:
    row = named(transfer_id.hex)
    if row is None or row.state != Withdrawal.SENT or row.amount_minor != -line.amount_minor or row.asset != line.asset:
        raise withdrawals.WithdrawalGone
    line.why = "paid"
    setattr(line, "withdrawal" if isinstance(row, Withdrawal) else "order", row)
    line.save()
    paid(row, at=at)


def _book_own(line: BankLine) -> None:
    line.why = "own"
    line.save()
    bank, own = wallets.system_account("bank", line.asset), wallets.system_account("bank_own", line.asset)
    incoming = line.amount_minor > 0
    debit, credit, code = (bank, own, Code.TOP_UP) if incoming else (own, bank, Code.WITHDRAWAL)
    wallets.move(key=line.id, debit=debit, credit=credit, amount_minor=abs(line.amount_minor), asset=line.asset, code=code)


def _open_line(line_id: UUID, *, by: UUID, note: str) -> BankLine:
    line = BankLine.objects.select_for_update().filter(id=line_id, state=BankLine.UNMATCHED).first()
    if line is None:
        raise LineSettled
    line.state, line.settled_by_id, line.note = BankLine.SETTLED, by, note[:140]
    return line
