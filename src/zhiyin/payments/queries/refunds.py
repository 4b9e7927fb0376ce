"""What was given back, told to those who may know of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Sum

from zhiyin.payments import models
from zhiyin.payments.queries.merchants import Merchant, told


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """A merchant gave a payment back, or a part of it. `amount_minor` is positive."""

    id: UUID
    payment_id: UUID
    payer_id: UUID
    merchant_id: UUID
    by_id: UUID
    amount_minor: int
    asset: str
    at: datetime
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundReceipt:
    """A refund as its payer sees it: who gave it, for which payment of how much."""

    refund: Refund
    merchant: Merchant
    paid_minor: int
    paid_at: datetime


def told_refund(row: models.Refund) -> Refund:
    """A refund as the other rooms know it. No SQL."""
    return Refund(
        id=row.id,
        payment_id=row.payment_id,
        payer_id=row.payer_id,
        merchant_id=row.merchant_id,
        by_id=row.by_id,
        amount_minor=row.amount_minor,
        asset=row.asset,
        at=row.at,
        note=row.note,
    )


def refunds(payment_ids: Iterable[UUID]) -> tuple[Refund, ...]:
    """What was given back of these payments, the oldest first. One statement."""
    rows = models.Refund.objects.filter(payment_id__in=set(payment_ids)).order_by("at", "id")
    return tuple(told_refund(row) for row in rows)


def given_back(payment_ids: Iterable[UUID]) -> dict[UUID, int]:
    """How much of each of these payments was given back, in minor units; those of which nothing was are left out. One statement."""
    rows = models.Refund.objects.filter(payment_id__in=set(payment_ids)).values_list("payment_id").annotate(total=Sum("amount_minor"))
    return {payment_id: int(total) for payment_id, total in rows}


def refund(refund_id: UUID, *, for_person: UUID) -> RefundReceipt | None:
    """A refund that this person got; None for anybody else's. One statement."""
    row = models.Refund.objects.filter(id=refund_id, payer_id=for_person).select_related("merchant", "payment").first()
    if row is None:
        return None
    return RefundReceipt(refund=told_refund(row), merchant=told(row.merchant), paid_minor=row.payment.amount_minor, paid_at=row.payment.at)
