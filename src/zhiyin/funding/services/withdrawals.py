"""Money leaves a wallet for a bank account: hold → the bank pays → capture, or release."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from zhiyin.events.money import WithdrawalPaid, WithdrawalReturned
from zhiyin.funding import models
from zhiyin.funding.models import Withdrawal as Row
from zhiyin.funding.queries.methods import pays_out, told
from zhiyin.funding.queries.withdrawals import Withdrawal, told_withdrawal
from zhiyin.funding.services.methods import NoSuchMethod, NotTakenHere
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import derived
from zhiyin.ledger.services import Command, Op
from zhiyin.outbox import services as outbox
from zhiyin.wallets import services as wallets
from zhiyin.wallets.queries import default_asset
from zhiyin.wallets.services import Code, KeyReused, check_amount
from zhiyin.wallets.services.limits import WITHDRAWAL, Deed, never_left, obey


class AccountRests(Refusal):
    """The bank account was added too short a time ago."""

    code = "account_rests"


class WithdrawalGone(Refusal):
    """The withdrawal is past the point where that could be done."""

    code = "withdrawal_gone"
    status = 409


def withdraw(*, key: UUID, person_id: UUID, method_id: UUID, amount_minor: int, at: datetime) -> Withdrawal:
    """The money is set aside in the person's wallet and goes to the bank with the next file.

    Units: minor, of the deployment's currency. Raises `BadAmount`, `OverLimit`, `NotTakenHere`, `NoSuchMethod`, `AccountRests`,
    `InsufficientFunds`, `NoWallet`, `AccountFrozen`, `KeyReused`.
    Repeats: the same key with the same content answers the first withdrawal and sets nothing aside.
    """
    if not pays_out():
        raise NotTakenHere
    check_amount(amount_minor)
    wanted = Row(
        id=key, person_id=person_id, method_id=method_id, amount_minor=amount_minor, asset=default_asset(), state=Row.HELD, at=at, changed_at=at
    )
    return wallets.together(lambda: _withdraw(wanted))


def cancel(withdrawal_id: UUID, *, person_id: UUID, at: datetime) -> None:
    """The money stays in the wallet after all: as long as no file for the bank has it.

    Raises `WithdrawalGone`, also for somebody else's. Repeats: nothing more happens.
    """
    wallets.together(lambda: _release(withdrawal_id, (Row.HELD,), person_id=person_id, reason="cancelled", at=at))


def release(withdrawal_id: UUID, *, reason: str, at: datetime) -> None:
    """Staff know that the bank will not pay it: the money is free in the wallet again. Raises `WithdrawalGone`. Repeats: nothing more happens."""
    wallets.together(lambda: _release(withdrawal_id, (Row.HELD, Row.SENT), reason=reason[:64], at=at))


def capture(row: Row, *, at: datetime) -> None:
    """The bank paid: the money has left the wallet and `WithdrawalPaid` is told. `row` is locked and was sent. The transaction's last statement.

    Raises what `wallets.services.book` raises. Repeats: nothing more happens.
    """
    _change(row, Row.PAID, at=at)
    outbox.publish(WithdrawalPaid(id=row.id, at=at, person_id=row.person_id, amount_minor=row.amount_minor, asset=row.asset))
    wallets.book([_command(row, Op.CAPTURE, derived("withdrawal paid", row.id))], asset=row.asset)


def give_back(row: Row, *, at: datetime) -> None:
    """What was paid came back: the wallet has it again and `WithdrawalReturned` is told. `row` is locked and was paid. The last statement.

    Raises what `wallets.services.book` raises. Repeats: nothing more happens.
    """
    _change(row, Row.RETURNED, at=at, reason="bank_returned")
    outbox.publish(WithdrawalReturned(id=row.id, at=at, person_id=row.person_id, amount_minor=row.amount_minor, asset=row.asset))
    wallet, bank = _accounts(row)
    paid = derived("withdrawal paid", row.id)
    back = Command(
        id=derived("withdrawal returned", row.id),
        op=Op.REVERSE,
        debit=bank,
        credit=wallet,
        amount_minor=row.amount_minor,
        code=Code.WITHDRAWAL,
        ref=paid,
    )
    wallets.book([back], asset=row.asset)


def _withdraw(wanted: Row) -> Withdrawal:
    own = {row.id: row for row in models.Method.objects.select_for_update().filter(person_id=wanted.person_id).order_by("id")}
    first = Row.objects.select_related("method").filter(id=wanted.id).first()
    if first:
        if (first.person_id, first.method_id, first.amount_minor) != (wanted.person_id, wanted.method_id, wanted.amount_minor):
            raise KeyReused
        return told_withdrawal(first)
    method = own.get(wanted.method_id)
    if method is None or method.kind != models.Method.BANK or method.removed_at:
        raise NoSuchMethod
    if wanted.at < (usable_from := told(method).usable_from):
        raise AccountRests(since=f"{usable_from:%Y-%m-%d %H:%M} UTC")
    wanted.method = method
    wallets.open_wallet(wanted.person_id, asset=wanted.asset, at=wanted.at)
    obey(_deed(wanted), at=wanted.at)
    wanted.save(force_insert=True)
    wallets.book([_command(wanted, Op.HOLD, wanted.id)], asset=wanted.asset)
    return told_withdrawal(wanted)


def _release(withdrawal_id: UUID, states: Sequence[str], *, reason: str, at: datetime, person_id: UUID | None = None) -> None:
    row = Row.objects.select_for_update().filter(id=withdrawal_id).first()
    if row is None or (person_id and row.person_id != person_id):
        raise WithdrawalGone
    if row.state == Row.RELEASED:
        return
    if row.state not in states:
        raise WithdrawalGone
    _change(row, Row.RELEASED, at=at, reason=reason)
    never_left(_deed(row), at=row.at)
    wallets.book([_command(row, Op.VOID, derived("withdrawal released", row.id))], asset=row.asset)


def _change(row: Row, state: str, *, at: datetime, reason: str = "") -> None:
    row.state, row.reason, row.changed_at = state, reason, at
    row.save(update_fields=["state", "reason", "changed_at"])


def _command(row: Row, op: Op, key: UUID) -> Command:
    wallet, bank = _accounts(row)
    ref = None if op is Op.HOLD else row.id
    return Command(id=key, op=op, debit=wallet, credit=bank, amount_minor=row.amount_minor, code=Code.WITHDRAWAL, ref=ref)


def _accounts(row: Row) -> tuple[int, int]:
    return wallets.open_wallet(row.person_id, asset=row.asset, at=row.at), wallets.system_account("bank", row.asset)


def _deed(row: Row) -> Deed:
    return Deed(person_id=row.person_id, kind=WITHDRAWAL, asset=row.asset, amount_minor=row.amount_minor)
