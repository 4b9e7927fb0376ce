"""The keys of a merchant's programs, and what they asked to be paid."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db.models import Q

from zhiyin.payments import codes, models
from zhiyin.payments.queries.merchants import Merchant
from zhiyin.payments.queries.paging import cursor, page, parsed

KEY_PREFIX = "zm_"  # the public beginning of every merchant's key, so that a leaked one is recognised
SCOPES = ("payments:read", "payments:write", "refunds:write")
State = Literal["waiting", "paid", "cancelled", "expired"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """Whom a key speaks for. `scopes`: some of SCOPES; `by`: who made the key."""

    key_id: UUID
    merchant: Merchant
    scopes: tuple[str, ...]
    by: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MerchantKey:
    """A program's key as its merchant sees it: never the key itself."""

    id: UUID
    name: str
    scopes: tuple[str, ...]
    made_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """A line of the receipt to be. Minor units: of one (`unit_minor`), and of all after the discount (`amount_minor`)."""

    name: str
    quantity: int
    unit_minor: int
    discount_minor: int
    amount_minor: int
    item: str
    category: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Something a program asked to be paid. `payload`: what the QR says, `short_code`: what a person types; `payment_id` once it is paid."""

    id: UUID
    merchant_id: UUID
    reference: str
    note: str
    amount_minor: int
    asset: str
    lines: tuple[OrderLine, ...]
    payload: str
    short_code: str
    at: datetime
    expires_at: datetime
    state: State
    cancelled_at: datetime | None
    payment_id: UUID | None
    paid_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPage:
    """Some orders, the newest first. `next_before` asks for the next page; empty on the last one."""

    rows: tuple[Order, ...]
    next_before: str


def digest(key: str) -> bytes:
    """What is kept of a key. It carries 256 random bits, so one round of SHA-256 cannot be searched. No SQL."""
    return hashlib.sha256(key.encode()).digest()


def merchant_keys(merchant_id: UUID) -> tuple[MerchantKey, ...]:
    """The working keys of a merchant, the newest first. One statement."""
    rows = models.MerchantKey.objects.filter(merchant_id=merchant_id, ended_at=None).order_by("-made_at", "-id")
    return tuple(MerchantKey(id=row.id, name=row.name, scopes=tuple(row.scopes), made_at=row.made_at, used_at=row.used_at) for row in rows)


def order(order_id: UUID, *, merchant_id: UUID, at: datetime) -> Order | None:
    """What this merchant's program asked for under that id; None for anybody else's. Two statements."""
    rows = models.Order.objects.select_related("code__merchant").filter(id=order_id, merchant_id=merchant_id)
    return next(iter(told_orders(rows, at=at)), None)


def orders(  # noqa: PLR0913  a search has this many terms, all by name
    merchant_id: UUID, *, state: str = "", reference: str = "", before: str = "", limit: int = 25, at: datetime
) -> OrderPage:
    """A page of what a merchant's programs asked for, of a state and with a reference if those are given. Two statements. Raises `BadCursor`."""
    rows = models.Order.objects.select_related("code__merchant").filter(merchant_id=merchant_id)
    if reference:
        rows = rows.filter(reference=reference.replace("\x00", ""))
    if state:
        rows = rows.filter(_of_state(state, at))
    found = list(page(rows, before=parsed(before), limit=limit + 1))
    shown = found[:limit]
    return OrderPage(rows=told_orders(shown, at=at), next_before=cursor(shown[-1].at, shown[-1].id) if len(found) > limit else "")


def told_orders(rows: Iterable[models.Order], *, at: datetime) -> tuple[Order, ...]:
    """These orders as the other rooms know them; for this room. One statement, and that of the rows."""
    known = list(rows)
    paid = {row.code_id: row for row in models.Payment.objects.filter(code_id__in=[row.code_id for row in known])} if known else {}
    return tuple(_told(row, paid.get(row.code_id), at=at) for row in known)


def _told(row: models.Order, paid: models.Payment | None, *, at: datetime) -> Order:
    unpaid: State = "cancelled" if row.cancelled_at else "expired" if row.code.expires_at <= at else "waiting"
    return Order(
        id=row.id,
        merchant_id=row.merchant_id,
        reference=row.reference,
        note=row.code.note,
        amount_minor=row.code.amount_minor,
        asset=row.code.asset,
        lines=tuple(OrderLine(**line) for line in row.lines),
        payload=codes.payload(row.code.merchant, row.code),
        short_code=row.code.short_code,
        at=row.at,
        expires_at=row.code.expires_at,
        state="paid" if paid else unpaid,
        cancelled_at=row.cancelled_at,
        payment_id=paid.id if paid else None,
        paid_at=paid.at if paid else None,
    )


def _of_state(state: str, at: datetime) -> Q:
    unpaid = Q(code__payment=None)
    return {
        "paid": ~unpaid,
        "cancelled": unpaid & Q(cancelled_at__isnull=False),
        "expired": unpaid & Q(cancelled_at=None, code__expires_at__lte=at),
        "waiting": unpaid & Q(cancelled_at=None, code__expires_at__gt=at),
    }[state]
