"""Payments of the past, loaded in bulk: the same tables, the same ledger function, the same facts as a payment of today."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from zhiyin.events.money import Line, PaymentCompleted
from zhiyin.kit.errors import Refusal
from zhiyin.ledger.services import Command, Status, post_in
from zhiyin.outbox import services as outbox
from zhiyin.payments.models import Payment
from zhiyin.wallets import queries as wallets
from zhiyin.wallets.services import Code

ROWS_PER_TRANSACTION = 1_000
_COPY_PAYMENTS = "copy payments_payment (id, payer_id, merchant_id, amount_minor, asset, note, at) from stdin"
_COPY_LINES = "copy payments_line (payment_id, number, item_id, quantity, amount_minor, discount_minor) from stdin"


class BadHistory(Refusal):
    """A past payment that cannot have been: no such wallet, or not enough in it."""

    code = "bad_history"


@dataclass(frozen=True, slots=True, kw_only=True)
class PastPayment:
    """A payment of the past, to be loaded. `key` becomes its id. Units: minor, of the deployment's currency; lines are in the receipt's order."""

    key: UUID
    payer_id: UUID
    merchant_id: UUID
    amount_minor: int
    at: datetime
    lines: tuple[Line, ...] = ()
    note: str = ""


def pay_many(rows: Sequence[PastPayment], *, imported: bool = True) -> int:
    """All these past payments happened, at their own moments: money, receipts, and `PaymentCompleted` of each. How many were new.

    `imported`: long past, so that nobody is asked about them and no shop's program is told.

    A thousand in a transaction, in the order given (by time, so that running balances read well). Payers must have the money by then.
    Raises `BadHistory` for a thousand of which one cannot be: nothing of it is loaded. Repeats: what is there already is passed over.
    """
    chunks = [rows[start : start + ROWS_PER_TRANSACTION] for start in range(0, len(rows), ROWS_PER_TRANSACTION)]
    return sum(_load(chunk, imported=imported) for chunk in chunks)


@transaction.atomic
def _load(rows: Sequence[PastPayment], *, imported: bool) -> int:
    there = set(Payment.objects.filter(id__in=[row.key for row in rows]).values_list("id", flat=True))
    new = [row for row in rows if row.key not in there]
    if not new:
        return 0
    asset = wallets.default_asset()
    accounts = wallets.accounts({row.payer_id for row in new} | {row.merchant_id for row in new}, asset=asset)
    _check(new, accounts)
    _copy(_COPY_PAYMENTS, ((row.key, row.payer_id, row.merchant_id, row.amount_minor, asset, row.note, row.at) for row in new))
    _copy(_COPY_LINES, _lines(new))
    outbox.publish(*(_fact(row, asset, imported=imported) for row in new))
    outcomes = post_in(
        [
            Command(
                id=row.key,
                debit=accounts[row.payer_id],
                credit=accounts[row.merchant_id],
                amount_minor=row.amount_minor,
                code=Code.PAYMENT,
                effective_at=row.at,
            )
            for row in new
        ]
    )
    for row, outcome in zip(new, outcomes, strict=True):
        if outcome.status is not Status.OK:
            raise BadHistory(what=f"payment {row.key}: {outcome.status.name.lower()}")
    return len(new)


def _check(rows: Sequence[PastPayment], accounts: dict[UUID, int]) -> None:
    for row in rows:
        if row.payer_id not in accounts or row.merchant_id not in accounts:
            raise BadHistory(what=f"payment {row.key}: no wallet")
        if row.amount_minor <= 0:
            raise BadHistory(what=f"payment {row.key}: amount {row.amount_minor}")


def _lines(rows: Iterable[PastPayment]) -> Iterable[tuple[object, ...]]:
    return (
        (row.key, number, line.item_id, line.quantity, line.amount_minor, line.discount_minor)
        for row in rows
        for number, line in enumerate(row.lines, 1)
    )


def _copy(statement: str, rows: Iterable[tuple[object, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _fact(row: PastPayment, asset: str, *, imported: bool) -> PaymentCompleted:
    return PaymentCompleted(
        id=row.key,
        at=row.at,
        payer_id=row.payer_id,
        merchant_id=row.merchant_id,
        amount_minor=row.amount_minor,
        asset=asset,
        lines=row.lines,
        imported=imported,
    )
