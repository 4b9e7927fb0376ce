"""The webhook messages that went to a merchant's addresses."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from zhiyin.api.auth import program
from zhiyin.api.problems import SCOPED, Problem
from zhiyin.kit import clock
from zhiyin.payments import queries, services

router = Router(tags=["merchant"])


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


@router.get(
    "/deliveries",
    response={200: DeliveriesOut, **SCOPED},
    operation_id="deliveries",
    summary="What your addresses were told (payments:read)",
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
    response={204: None, **SCOPED, 404: Problem},
    operation_id="deliveryReplay",
    summary="Send a webhook message again (payments:write)",
)
def send_again(request: HttpRequest, delivery_id: UUID) -> Status[None]:
    """The message is sent again at once, under the same id."""
    services.replay(delivery_id, merchant_id=program(request, "payments:write").merchant.id, at=clock.now())
    return Status(204, None)
