"""Paying merchants and sending money to people."""

from datetime import datetime
from functools import partial
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status
from ninja.params.functions import Header
from pydantic import Field

from zhiyin.api.auth import caller
from zhiyin.api.confirming import ToConfirm, confirmed
from zhiyin.api.keys import read_key
from zhiyin.api.problems import PROBLEMS, Problem
from zhiyin.identity.services import find_by_phone
from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal
from zhiyin.kit.money import major, parse_amount
from zhiyin.payments import queries, services
from zhiyin.payments.services import UnknownPerson
from zhiyin.wallets.queries import default_asset
from zhiyin.wallets.services import check_offered

router = Router(tags=["payments"])


class PaymentNotFound(Refusal):
    """The caller made no such payment."""

    code = "payment_not_found"
    status = 404


class PaymentIn(Schema):
    """`code`: what the QR says, or the short code under it. `amount`: "25.00"; left out when the code says it. `key`: if not in the header."""

    code: str = Field(max_length=512)
    amount: str | None = Field(None, max_length=40)
    note: str = Field("", max_length=400)
    key: UUID | None = None


class TransferIn(Schema):
    """`to`: a handle, with or without "@", or the telephone number ("+1…") of somebody who lets others find them by it. `amount`: "25.00".

    `asset`: as in "PTS"; left out: the wallet's own currency. `key`: if not in the header.
    """

    to: str = Field(max_length=60)
    amount: str = Field(max_length=40)
    asset: str = Field("", max_length=8)
    note: str = Field("", max_length=400)
    key: UUID | None = None


class PaymentOut(Schema):
    """A payment that was made."""

    id: UUID
    merchant_id: UUID
    amount: str
    asset: str
    at: datetime
    note: str


class TransferNotFound(Refusal):
    """The caller neither sent nor received such a transfer."""

    code = "transfer_not_found"
    status = 404


class TransferOut(Schema):
    """A transfer that was made."""

    id: UUID
    recipient_id: UUID
    amount: str
    asset: str
    at: datetime
    note: str


class TransferSeenOut(Schema):
    """A transfer as one of its two people sees it: `amount` has a minus when they sent it; `balance_after` is what was in their wallet then."""

    id: UUID
    other_id: UUID
    other_name: str
    amount: str
    asset: str
    at: datetime
    note: str
    balance_after: str | None


class LineOut(Schema):
    """One line of a receipt: `amount` after a discount of `discount`."""

    item_id: str
    name_en: str
    name_zh: str
    category: str
    quantity: int
    amount: str
    discount: str


class ReceiptOut(PaymentOut):
    """A payment in full, with what was left in the wallet just after it."""

    merchant_name_en: str
    merchant_name_zh: str
    method: str
    balance_after: str | None
    lines: list[LineOut]


@router.post("/payments", response={201: PaymentOut, **PROBLEMS, 403: ToConfirm}, operation_id="pay", summary="Pay a merchant by code")
def pay(request: HttpRequest, body: PaymentIn, idempotency_key: str = Header("", alias="Idempotency-Key")) -> Status[PaymentOut]:
    """The same key with the same content answers the first payment and moves nothing.

    Above the operator's limits the answer is 403 `confirmation_needed`: show the person `confirm_url`, then send the same request again.
    """
    who = caller(request).id
    deed = partial(
        services.pay,
        key=read_key(idempotency_key, body.key),
        payer_id=who,
        code=body.code,
        amount_minor=None if body.amount is None else parse_amount(body.amount, default_asset()),
        at=clock.now(),
        note=body.note,
    )
    paid = confirmed(who, lambda proof: deed(confirmation=proof))
    return Status(
        201,
        PaymentOut(
            id=paid.id, merchant_id=paid.merchant_id, amount=major(paid.amount_minor, paid.asset), asset=paid.asset, at=paid.at, note=paid.note
        ),
    )


@router.post(
    "/transfers", response={201: TransferOut, **PROBLEMS, 403: ToConfirm, 404: Problem}, operation_id="transfer", summary="Send money to a person"
)
def transfer(request: HttpRequest, body: TransferIn, idempotency_key: str = Header("", alias="Idempotency-Key")) -> Status[TransferOut]:
    """The same key with the same content answers the first transfer and moves nothing.

    Above the operator's limits the answer is 403 `confirmation_needed`: show the person `confirm_url`, then send the same request again.
    """
    asset, who = check_offered(body.asset).asset.code if body.asset else default_asset(), caller(request).id
    deed = partial(
        services.transfer,
        key=read_key(idempotency_key, body.key),
        sender_id=who,
        to_handle=_handle(body.to, who),
        amount_minor=parse_amount(body.amount, asset),
        at=clock.now(),
        note=body.note,
        asset=asset,
    )
    sent = confirmed(who, lambda proof: deed(confirmation=proof))
    return Status(201, transfer_out(sent))


def _handle(to: str, sender_id: UUID) -> str:
    """Whom a transfer goes to. Raises `BadPhone`, `TooManySearches`; `UnknownPerson` alike for numbers of nobody and of people who are not found."""
    if not to.lstrip().startswith("+"):
        return to
    found = find_by_phone(to, by=sender_id, at=clock.now())
    if found is None:
        raise UnknownPerson(handle=to.strip()[:30])
    return found.handle


def transfer_out(sent: queries.Transfer) -> TransferOut:
    """A transfer as the interface tells it."""
    return TransferOut(
        id=sent.id, recipient_id=sent.recipient_id, amount=major(sent.amount_minor, sent.asset), asset=sent.asset, at=sent.at, note=sent.note
    )


@router.get(
    "/transfers/{transfer_id}",
    response={200: TransferSeenOut, **PROBLEMS, 404: Problem},
    operation_id="transferRead",
    summary="A transfer that you sent or received",
)
def transfer_read(request: HttpRequest, transfer_id: UUID) -> TransferSeenOut:
    """A transfer as the caller sees it."""
    found = queries.transfer(transfer_id, for_person=caller(request).id)
    if found is None:
        raise TransferNotFound
    return TransferSeenOut(
        id=found.id,
        other_id=found.other_id,
        other_name=found.other_name,
        amount=major(found.amount_minor, found.asset),
        asset=found.asset,
        at=found.at,
        note=found.note,
        balance_after=None if found.balance_after_minor is None else major(found.balance_after_minor, found.asset),
    )


@router.get("/payments/{payment_id}", response={200: ReceiptOut, **PROBLEMS, 404: Problem}, operation_id="payment", summary="A receipt")
def payment(request: HttpRequest, payment_id: UUID) -> ReceiptOut:
    """A payment that the caller made, with its lines."""
    found = queries.payment(payment_id, for_person=caller(request).id)
    if found is None:
        raise PaymentNotFound
    return _receipt(found)


def _receipt(found: queries.Receipt) -> ReceiptOut:
    return ReceiptOut(
        id=found.id,
        merchant_id=found.merchant.id,
        merchant_name_en=found.merchant.name_en,
        merchant_name_zh=found.merchant.name_zh,
        amount=major(found.amount_minor, found.asset),
        asset=found.asset,
        at=found.at,
        note=found.note,
        method=found.method,
        balance_after=None if found.balance_after_minor is None else major(found.balance_after_minor, found.asset),
        lines=[_line(line, found.asset) for line in found.lines],
    )


def _line(line: queries.ReceiptLine, asset: str) -> LineOut:
    return LineOut(
        item_id=line.item_id,
        name_en=line.name_en,
        name_zh=line.name_zh,
        category=line.category,
        quantity=line.quantity,
        amount=major(line.amount_minor, asset),
        discount=major(line.discount_minor, asset),
    )
