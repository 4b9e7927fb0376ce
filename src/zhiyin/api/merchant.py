"""What a merchant's program asks to be paid, and what became of it."""

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import urlencode
from ninja import Query, Router, Schema, Status
from ninja.params.functions import Header
from pydantic import Field

from zhiyin.api.auth import program
from zhiyin.api.payments import read_key
from zhiyin.api.problems import PROBLEMS, Problem
from zhiyin.kit import clock
from zhiyin.kit.money import major, parse_amount
from zhiyin.payments import queries, services
from zhiyin.payments.queries import Order, OrderLine, Settlement
from zhiyin.payments.services import NewLine, NewOrder
from zhiyin.wallets.queries import default_asset

router = Router(tags=["merchant"])
ANSWERS = {**PROBLEMS, 403: Problem}


class OrderLineIn(Schema):
    """A line of the receipt: `quantity` × `unit_price` − `discount`. `item`: an id of the catalogue; `category`: if it differs from the item's."""

    name: str = Field(max_length=200)
    quantity: int = Field(1, ge=1, le=100_000)
    unit_price: str = Field(max_length=40)
    discount: str | None = Field(None, max_length=40)
    item: str = Field("", max_length=40)
    category: str = Field("", max_length=20)


class OrderIn(Schema):
    """`amount`: "25.00". `reference`: your own number. `lines`, when there are any, add up to the amount. `expires_in`: seconds, 30 to 604,800."""

    amount: str = Field(max_length=40)
    reference: str = Field("", max_length=200)
    note: str = Field("", max_length=400)
    lines: list[OrderLineIn] = Field([], max_length=500)
    expires_in: int = Field(600, ge=30, le=604_800)


class OrderLineOut(Schema):
    """A line as it will stand on the receipt: `amount` is what it costs after `discount`."""

    name: str
    quantity: int
    unit_price: str
    discount: str
    amount: str
    item: str
    category: str


class OrderOut(Schema):
    """Something to be paid. `code`: the text of the QR to show; `short_code`: what a person types instead; `pay_url`: a link that opens it."""

    id: UUID
    state: Literal["waiting", "paid", "cancelled", "expired"]
    amount: str
    asset: str
    reference: str
    note: str
    lines: list[OrderLineOut]
    code: str
    short_code: str
    pay_url: str
    at: datetime
    expires_at: datetime
    cancelled_at: datetime | None
    payment_id: UUID | None
    paid_at: datetime | None


class OrdersIn(Schema):
    """Which orders. `cursor` is the last page's `next_cursor`."""

    state: Literal["", "waiting", "paid", "cancelled", "expired"] = ""
    reference: str = Field("", max_length=64)
    cursor: str = Field("", max_length=100)
    limit: int = Field(25, ge=1, le=100)


class OrdersOut(Schema):
    """A page of orders, the newest first; `next_cursor` is empty on the last one."""

    rows: list[OrderOut]
    next_cursor: str


class RefundIn(Schema):
    """`amount`: "2.50", at most what is left of the payment."""

    amount: str = Field(max_length=40)
    note: str = Field("", max_length=400)


class RefundOut(Schema):
    """A refund that was made."""

    id: UUID
    payment_id: UUID
    amount: str
    asset: str
    at: datetime


class SettlementOut(Schema):
    """What went to the bank: `net` = `gross` − `refunds` − `fees`, of all payments up to `cut_off`. `state`: due | paid."""

    id: UUID
    cut_off: datetime
    state: str
    payments: int
    gross: str
    refunds: str
    fees: str
    net: str
    asset: str
    paid_at: datetime | None


class DeliveriesIn(Schema):
    """Which messages. `cursor` is the last page's `next_cursor`."""

    cursor: str = Field("", max_length=100)
    limit: int = Field(25, ge=1, le=100)


class DeliveryOut(Schema):
    """One webhook message. `id` is its `webhook-id`; `state`: waiting | delivered | failed; `due_at`: the next try."""

    id: UUID
    url: str
    type: str
    at: datetime
    state: str
    tries: int
    due_at: datetime | None


class DeliveriesOut(Schema):
    """A page of webhook messages, the newest first; `next_cursor` is empty on the last one."""

    rows: list[DeliveryOut]
    next_cursor: str


@router.post("/orders", response={201: OrderOut, **ANSWERS}, operation_id="orderPlace", summary="Ask to be paid (payments:write)")
def place_order(request: HttpRequest, body: OrderIn, idempotency_key: str = Header("", alias="Idempotency-Key")) -> Status[OrderOut]:
    """The same key with the same content answers the first order, as it is now."""
    merchant_id = program(request, "payments:write").merchant.id
    asset, at = default_asset(), clock.now()
    new = NewOrder(
        amount_minor=parse_amount(body.amount, asset),
        reference=body.reference,
        note=body.note,
        lines=tuple(_new_line(line, asset) for line in body.lines),
        lifetime=timedelta(seconds=body.expires_in),
    )
    return Status(201, _told(services.place_order(new, key=read_key(idempotency_key), merchant_id=merchant_id, at=at)))


@router.get("/orders", response={200: OrdersOut, **ANSWERS}, operation_id="orders", summary="What you asked to be paid (payments:read)")
def orders(request: HttpRequest, wanted: Query[OrdersIn]) -> OrdersOut:
    """A page of orders, the newest first."""
    merchant_id = program(request, "payments:read").merchant.id
    found = queries.orders(merchant_id, state=wanted.state, reference=wanted.reference, before=wanted.cursor, limit=wanted.limit, at=clock.now())
    return OrdersOut(rows=[_told(row) for row in found.rows], next_cursor=found.next_before)


@router.get("/orders/{order_id}", response={200: OrderOut, **ANSWERS, 404: Problem}, operation_id="order", summary="One order (payments:read)")
def order(request: HttpRequest, order_id: UUID) -> OrderOut:
    """An order of the caller's, with its state."""
    found = queries.order(order_id, merchant_id=program(request, "payments:read").merchant.id, at=clock.now())
    if found is None:
        raise services.UnknownOrder
    return _told(found)


@router.post(
    "/orders/{order_id}/cancel",
    response={200: OrderOut, **ANSWERS, 404: Problem},
    operation_id="orderCancel",
    summary="Nobody shall pay it any more (payments:write)",
)
def cancel_order(request: HttpRequest, order_id: UUID) -> OrderOut:
    """An order that nobody has paid is cancelled; again, nothing changes."""
    merchant_id = program(request, "payments:write").merchant.id
    return _told(services.cancel_order(order_id, merchant_id=merchant_id, at=clock.now()))


@router.post(
    "/payments/{payment_id}/refunds",
    response={201: RefundOut, **ANSWERS, 404: Problem},
    operation_id="refund",
    summary="Give a payment back, or a part of it (refunds:write)",
)
def give_back(
    request: HttpRequest, payment_id: UUID, body: RefundIn, idempotency_key: str = Header("", alias="Idempotency-Key")
) -> Status[RefundOut]:
    """The payer has that much back. The same key with the same content answers the first refund and moves nothing."""
    who = program(request, "refunds:write")
    paid = queries.payment_for_owner(payment_id, owner_id=who.merchant.owner_id)
    if paid is None or paid.merchant.id != who.merchant.id:
        raise services.UnknownPayment
    given = services.refund(
        key=read_key(idempotency_key),
        payment_id=payment_id,
        by_id=who.by,
        amount_minor=parse_amount(body.amount, default_asset()),
        at=clock.now(),
        note=body.note,
    )
    return Status(201, RefundOut(id=given.id, payment_id=payment_id, amount=major(given.amount_minor, given.asset), asset=given.asset, at=given.at))


@router.get(
    "/settlements", response={200: list[SettlementOut], **ANSWERS}, operation_id="settlements", summary="What went to your bank (payments:read)"
)
def settlements(request: HttpRequest) -> list[SettlementOut]:
    """The newest hundred settlements, the newest first."""
    return [_settlement(row) for row in queries.settlements(program(request, "payments:read").merchant.id)]


@router.get(
    "/deliveries", response={200: DeliveriesOut, **ANSWERS}, operation_id="deliveries", summary="What your addresses were told (payments:read)"
)
def deliveries(request: HttpRequest, wanted: Query[DeliveriesIn]) -> DeliveriesOut:
    """A page of webhook messages, the newest first, each with its state and how often it was tried."""
    found = queries.deliveries(program(request, "payments:read").merchant.id, before=wanted.cursor, limit=wanted.limit)
    rows = [
        DeliveryOut(id=row.id, url=row.url, type=row.kind, at=row.at, state=row.state, tries=len(row.attempts), due_at=row.due_at)
        for row in found.rows
    ]
    return DeliveriesOut(rows=rows, next_cursor=found.next_before)


@router.post(
    "/deliveries/{delivery_id}/replay",
    response={204: None, **ANSWERS, 404: Problem},
    operation_id="deliveryReplay",
    summary="Send a webhook message again (payments:write)",
)
def send_again(request: HttpRequest, delivery_id: UUID) -> Status[None]:
    """The message is sent again at once, under the same id."""
    services.replay(delivery_id, merchant_id=program(request, "payments:write").merchant.id, at=clock.now())
    return Status(204, None)


def _settlement(row: Settlement) -> SettlementOut:
    return SettlementOut(
        id=row.id,
        cut_off=row.cut_off,
        state=row.state,
        payments=row.payments,
        gross=major(row.gross_minor, row.asset),
        refunds=major(row.refunds_minor, row.asset),
        fees=major(row.fees_minor, row.asset),
        net=major(row.net_minor, row.asset),
        asset=row.asset,
        paid_at=row.paid_at,
    )


def _new_line(line: OrderLineIn, asset: str) -> NewLine:
    return NewLine(
        name=line.name,
        quantity=line.quantity,
        unit_minor=parse_amount(line.unit_price, asset),
        discount_minor=parse_amount(line.discount, asset) if line.discount else 0,
        item=line.item,
        category=line.category,
    )


def _told(found: Order) -> OrderOut:
    return OrderOut(
        id=found.id,
        state=found.state,
        amount=major(found.amount_minor, found.asset),
        asset=found.asset,
        reference=found.reference,
        note=found.note,
        lines=[_line(line, found.asset) for line in found.lines],
        code=found.payload,
        short_code=found.short_code,
        pay_url=f"{settings.CONFIG.origin}/pay/confirm/?{urlencode({'code': found.short_code})}",
        at=found.at,
        expires_at=found.expires_at,
        cancelled_at=found.cancelled_at,
        payment_id=found.payment_id,
        paid_at=found.paid_at,
    )


def _line(line: OrderLine, asset: str) -> OrderLineOut:
    return OrderLineOut(
        name=line.name,
        quantity=line.quantity,
        unit_price=major(line.unit_minor, asset),
        discount=major(line.discount_minor, asset),
        amount=major(line.amount_minor, asset),
        item=line.item,
        category=line.category,
    )
