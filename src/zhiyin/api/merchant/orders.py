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
from zhiyin.api.keys import read_key
from zhiyin.api.problems import SCOPED, Problem
from zhiyin.kit import clock
from zhiyin.kit.money import major, parse_amount
from zhiyin.payments import queries, services
from zhiyin.payments.queries import Order, OrderLine
from zhiyin.payments.services import NewLine, NewOrder
from zhiyin.wallets.queries import default_asset

router = Router(tags=["merchant"])


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


@router.post("/orders", response={201: OrderOut, **SCOPED}, operation_id="orderPlace", summary="Ask to be paid (payments:write)")
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


@router.get("/orders", response={200: OrdersOut, **SCOPED}, operation_id="orders", summary="What you asked to be paid (payments:read)")
def orders(request: HttpRequest, wanted: Query[OrdersIn]) -> OrdersOut:
    """A page of orders, the newest first."""
    merchant_id = program(request, "payments:read").merchant.id
    found = queries.orders(merchant_id, state=wanted.state, reference=wanted.reference, before=wanted.cursor, limit=wanted.limit, at=clock.now())
    return OrdersOut(rows=[_told(row) for row in found.rows], next_cursor=found.next_before)


@router.get("/orders/{order_id}", response={200: OrderOut, **SCOPED, 404: Problem}, operation_id="order", summary="One order (payments:read)")
def order(request: HttpRequest, order_id: UUID) -> OrderOut:
    """An order of the caller's, with its state."""
    found = queries.order(order_id, merchant_id=program(request, "payments:read").merchant.id, at=clock.now())
    if found is None:
        raise services.UnknownOrder
    return _told(found)


@router.post(
    "/orders/{order_id}/cancel",
    response={200: OrderOut, **SCOPED, 404: Problem},
    operation_id="orderCancel",
    summary="Nobody shall pay it any more (payments:write)",
)
def cancel_order(request: HttpRequest, order_id: UUID) -> OrderOut:
    """An order that nobody has paid is cancelled; again, nothing changes."""
    merchant_id = program(request, "payments:write").merchant.id
    return _told(services.cancel_order(order_id, merchant_id=merchant_id, at=clock.now()))


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
