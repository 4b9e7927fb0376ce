"""Where a merchant's programs are told of things, and how that went."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.crypto import salted_hmac

from zhiyin.payments import models
from zhiyin.payments.queries.paging import cursor, page, parsed

KINDS = ("payment.completed", "payment.refunded", "settlement.paid", "settlement.returned")
TEST = "test"


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """An address that is told. `failing_since`: nothing was taken since then; `disabled_at`: nothing is sent any more."""

    id: UUID
    merchant_id: UUID
    url: str
    kinds: tuple[str, ...]
    made_at: datetime
    failing_since: datetime | None
    disabled_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try. `status` None: no answer, `problem` says why. `answer`: how the answer began."""

    at: datetime
    milliseconds: int
    status: int | None
    problem: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One thing that one address is to be told. `id` is the `webhook-id`; `state`: waiting | delivered | failed; `due_at`: the next try."""

    id: UUID
    endpoint_id: UUID
    url: str
    kind: str
    about_id: UUID
    body: str
    at: datetime
    state: str
    due_at: datetime | None
    attempts: tuple[Attempt, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryPage:
    """Some deliveries, the newest first. `next_before` asks for the next page; empty on the last one."""

    rows: tuple[Delivery, ...]
    next_before: str


def secret_of(endpoint_id: UUID, generation: int) -> str:
    """The secret that signs for an address, as Standard Webhooks writes it. No SQL.

    It follows from the deployment's own secret, so there is none in the database to be read.
    """
    return "whsec_" + base64.b64encode(secret_bytes(endpoint_id, generation)).decode()


def secret_bytes(endpoint_id: UUID, generation: int) -> bytes:
    """The same as what HMAC takes; for this room. No SQL."""
    return salted_hmac("zhiyin.payments.webhooks", f"{endpoint_id}:{generation}", algorithm="sha256").digest()


def endpoints(merchant_id: UUID) -> tuple[Endpoint, ...]:
    """The addresses of a merchant, the oldest first. One statement."""
    return tuple(told_endpoint(row) for row in models.Endpoint.objects.filter(merchant_id=merchant_id, ended_at=None).order_by("made_at", "id"))


def webhook_secret(endpoint_id: UUID, *, merchant_id: UUID) -> str:
    """The present secret of a merchant's address, for its owner to copy; empty for anybody else's. One statement."""
    row = models.Endpoint.objects.filter(id=endpoint_id, merchant_id=merchant_id, ended_at=None).first()
    return secret_of(row.id, row.generation) if row else ""


def deliveries(merchant_id: UUID, *, before: str = "", limit: int = 25) -> DeliveryPage:
    """A page of what a merchant's addresses were told, with every try. Two statements. Raises `BadCursor`."""
    rows = models.Delivery.objects.select_related("endpoint").filter(endpoint__merchant_id=merchant_id)
    found = list(page(rows, before=parsed(before), limit=limit + 1))
    shown = found[:limit]
    return DeliveryPage(rows=told_deliveries(shown), next_before=cursor(shown[-1].at, shown[-1].id) if len(found) > limit else "")


def told_endpoint(row: models.Endpoint) -> Endpoint:
    """An address as the other rooms know it. No SQL."""
    return Endpoint(
        id=row.id,
        merchant_id=row.merchant_id,
        url=row.url,
        kinds=tuple(row.kinds),
        made_at=row.made_at,
        failing_since=row.failing_since,
        disabled_at=row.disabled_at,
    )


def told_deliveries(rows: Iterable[models.Delivery]) -> tuple[Delivery, ...]:
    """Deliveries as the other rooms know them. One statement."""
    known = list(rows)
    tries: dict[UUID, list[Attempt]] = {row.id: [] for row in known}
    for each in models.Attempt.objects.filter(delivery_id__in=tries).order_by("-id") if known else ():
        tries[each.delivery_id].append(
            Attempt(at=each.at, milliseconds=each.milliseconds, status=each.status, problem=each.problem, answer=each.answer)
        )
    return tuple(
        Delivery(
            id=row.id,
            endpoint_id=row.endpoint_id,
            url=row.endpoint.url,
            kind=row.kind,
            about_id=row.about_id,
            body=row.body,
            at=row.at,
            state=row.state,
            due_at=row.due_at,
            attempts=tuple(tries[row.id]),
        )
        for row in known
    )
