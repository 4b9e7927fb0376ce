"""What a merchant's program gives back."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status
from ninja.params.functions import Header
from pydantic import Field

from zhiyin.api.auth import program
from zhiyin.api.keys import read_key
from zhiyin.api.problems import SCOPED, Problem
from zhiyin.kit import clock
from zhiyin.kit.money import major, parse_amount
from zhiyin.payments import queries, services
from zhiyin.wallets.queries import default_asset

router = Router(tags=["merchant"])


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


@router.post(
    "/payments/{payment_id}/refunds",
    response={201: RefundOut, **SCOPED, 404: Problem},
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
