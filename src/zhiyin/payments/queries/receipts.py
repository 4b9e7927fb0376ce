"""One payment or transfer, told to those who may know of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from zhiyin.identity import queries as identity
from zhiyin.payments import models
from zhiyin.payments.queries.merchants import Merchant, items, told
from zhiyin.wallets import queries as wallets


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """A person paid a merchant. `amount_minor` is positive."""

    id: UUID
    payer_id: UUID
    merchant_id: UUID
    amount_minor: int
    asset: str
    at: datetime
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """A person sent money to another. `amount_minor` is positive."""

    id: UUID
    sender_id: UUID
    recipient_id: UUID
    amount_minor: int
    asset: str
    at: datetime
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptLine:
    """One line of a receipt: `amount_minor` is what it cost after a discount of `discount_minor`. An unknown item is named by its id.

    The name of a line that the merchant's own program wrote is in whatever language it chose.
    """

    item_id: str
    name_en: str
    name_zh: str
    category: str
    quantity: int
    amount_minor: int
    discount_minor: int

    def name(self, language: str) -> str:
        """The item's name in that language; the English one when there is no Chinese."""
        return self.name_zh or self.name_en if language.lower().startswith("zh") else self.name_en


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A payment in full. `balance_after_minor` is the payer's and told to nobody else.

    `method`: qr (a code for one payment) | shown (the payer's own code, read at the till) | balance.
    """

    id: UUID
    payer_id: UUID
    payer_name: str
    merchant: Merchant
    amount_minor: int
    asset: str
    at: datetime
    note: str
    method: str
    lines: tuple[ReceiptLine, ...]
    balance_after_minor: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferReceipt:
    """A transfer as one of its two people sees it: `amount_minor` is signed, the balance is their own."""

    id: UUID
    other_id: UUID
    other_name: str
    other_handle: str
    amount_minor: int
    asset: str
    at: datetime
    note: str
    balance_after_minor: int | None


def told_payment(row: models.Payment) -> Payment:
    """A payment as the other rooms know it. No SQL."""
    return Payment(
        id=row.id, payer_id=row.payer_id, merchant_id=row.merchant_id, amount_minor=row.amount_minor, asset=row.asset, at=row.at, note=row.note
    )


def told_transfer(row: models.Transfer) -> Transfer:
    """A transfer as the other rooms know it. No SQL."""
    return Transfer(
        id=row.id,
        sender_id=row.sender_id,
        recipient_id=row.recipient_id,
        amount_minor=row.amount_minor,
        asset=row.asset,
        at=row.at,
        note=row.note,
    )


def payment(payment_id: UUID, *, for_person: UUID) -> Receipt | None:
    """The receipt of a payment that this person made; None for anybody else's. Six statements."""
    row = _payments().filter(id=payment_id, payer_id=for_person).first()
    if row is None:
        return None
    entry = wallets.entries(for_person, [payment_id], asset=row.asset).get(payment_id)
    return _receipt(row, balance_after_minor=entry.balance_minor if entry else None)


def payment_for_owner(payment_id: UUID, *, owner_id: UUID) -> Receipt | None:
    """The receipt of a payment that a merchant of this owner received, without the payer's balance; None for any other. Four statements."""
    row = _payments().filter(id=payment_id, merchant__owner_id=owner_id).first()
    return _receipt(row) if row else None


def payment_for_staff(payment_id: UUID) -> Receipt | None:
    """The receipt of any payment, without the payer's balance; the page that shows it sees to roles and to the data-use log. Four statements."""
    row = _payments().filter(id=payment_id).first()
    return _receipt(row) if row else None


def transfer(transfer_id: UUID, *, for_person: UUID) -> TransferReceipt | None:
    """A transfer that this person sent or received; None for anybody else's. Four statements."""
    row = models.Transfer.objects.filter(id=transfer_id).first()
    if row is None or for_person not in (row.sender_id, row.recipient_id):
        return None
    sent = row.sender_id == for_person
    other_id = row.recipient_id if sent else row.sender_id
    other = identity.person(other_id)
    entry = wallets.entries(for_person, [transfer_id], asset=row.asset).get(transfer_id)
    return TransferReceipt(
        id=row.id,
        other_id=other_id,
        other_name=other.name if other else "",
        other_handle=other.handle if other else "",
        amount_minor=-row.amount_minor if sent else row.amount_minor,
        asset=row.asset,
        at=row.at,
        note=row.note,
        balance_after_minor=entry.balance_minor if entry else None,
    )


def _payments() -> QuerySet[models.Payment]:
    shown = Exists(models.Presented.objects.filter(id=OuterRef("pk")))
    return models.Payment.objects.select_related("merchant").annotate(shown=shown)


def _receipt(row: models.Payment, *, balance_after_minor: int | None = None) -> Receipt:
    payer = identity.person(row.payer_id)
    lines = _lines(row.id)
    return Receipt(
        id=row.id,
        payer_id=row.payer_id,
        payer_name=payer.name if payer else "",
        merchant=told(row.merchant),
        amount_minor=row.amount_minor,
        asset=row.asset,
        at=row.at,
        note=row.note,
        method="shown" if getattr(row, "shown", False) else "qr" if row.code_id else "balance",
        lines=lines,
        balance_after_minor=balance_after_minor,
    )


def _lines(payment_id: UUID) -> tuple[ReceiptLine, ...]:
    rows = list(models.Line.objects.filter(payment_id=payment_id).order_by("number"))
    named = items(row.item_id for row in rows) if rows else {}
    return tuple(
        ReceiptLine(
            item_id=row.item_id,
            name_en=row.name or (named[row.item_id].name_en if row.item_id in named else row.item_id),
            name_zh=named[row.item_id].name_zh if row.item_id in named else "",
            category=row.category or (named[row.item_id].category if row.item_id in named else "other"),
            quantity=row.quantity,
            amount_minor=row.amount_minor,
            discount_minor=row.discount_minor,
        )
        for row in rows
    )
