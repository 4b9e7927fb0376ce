"""What is to be told, to whom, when it is tried again, and when it is given up."""

import base64
import hashlib
import hmac
import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from zhiyin.events import Event
from zhiyin.events.money import PaymentCompleted, PaymentRefunded, SettlementPaid, SettlementReturned, WebhookDisabled
from zhiyin.kit.calling import Outcome
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import derived, uuid7
from zhiyin.kit.money import major
from zhiyin.outbox import services as outbox
from zhiyin.payments import models
from zhiyin.payments.queries.backoffice.webhooks import KINDS, TEST, secret_bytes

PAUSES = tuple(timedelta(seconds=seconds) for seconds in (5, 60, 300, 1_800, 7_200, 28_800, 86_400))
JITTER = 0.1
LEASE = timedelta(seconds=60)  # longer than a call can take
AT_ONCE_PER_ENDPOINT = 4
GIVEN_UP_AFTER = timedelta(days=3)
BOTH_SECRETS_FOR = timedelta(days=1)
GONE = 410
Fact = PaymentCompleted | PaymentRefunded | SettlementPaid | SettlementReturned
KIND_OF = dict(zip((PaymentCompleted, PaymentRefunded, SettlementPaid, SettlementReturned), KINDS, strict=True))

CLAIM_SQL = """
with busy as (
  select endpoint_id, count(*) as calls from payments_delivery where due_at is not null and leased_until > %(at)s group by endpoint_id
), ready as (
  select d.id, d.due_at, row_number() over (partition by d.endpoint_id order by d.due_at) + coalesce(busy.calls, 0) as place
    from payments_delivery d join payments_endpoint e on e.id = d.endpoint_id left join busy on busy.endpoint_id = d.endpoint_id
   where d.due_at <= %(at)s and (d.leased_until is null or d.leased_until <= %(at)s) and e.ended_at is null and e.disabled_at is null
), chosen as (
  select id from payments_delivery where id in (select id from ready where place <= %(together)s order by place, due_at limit %(limit)s)
     and due_at <= %(at)s and (leased_until is null or leased_until <= %(at)s) for update skip locked
)
update payments_delivery d set leased_until = %(until)s, tries = tries + 1 from chosen, payments_endpoint e
 where d.id = chosen.id and e.id = d.endpoint_id
returning d.id, e.id, e.url, d.body, d.tries, e.generation, e.rotated_at
"""


class UnknownDelivery(Refusal):
    """Nothing of that number was to be told to this merchant."""

    code = "unknown_delivery"
    status = 404


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One call to be made now. `tries` says which of the delivery's tries it is."""

    delivery_id: UUID
    endpoint_id: UUID
    url: str
    body: bytes
    headers: dict[str, str]
    tries: int


def tell_merchants(events: Sequence[Event]) -> None:
    """Every address that wants to hear of these facts, and was there when they happened, is to be told. History that was loaded is not news.

    Repeats: a fact is told to an address under one id.
    """
    news = [event for event in events if isinstance(event, Fact) and not _is_old(event)]
    places: dict[UUID, list[models.Endpoint]] = {}
    for row in models.Endpoint.objects.filter(merchant_id__in={event.merchant_id for event in news}, ended_at=None) if news else ():
        places.setdefault(row.merchant_id, []).append(row)
    wanted = [
        (event, KIND_OF[type(event)], place)
        for event in news
        for place in places.get(event.merchant_id, ())
        if KIND_OF[type(event)] in place.kinds and event.at >= place.made_at
    ]
    orders = _orders({_payment_id(event) for event, _kind, _place in wanted})
    models.Delivery.objects.bulk_create(
        [_delivery(place, kind, event.id, event.at, _data(event, orders.get(_payment_id(event)))) for event, kind, place in wanted],
        ignore_conflicts=True,
    )


def send_test(endpoint_id: UUID, *, merchant_id: UUID, at: datetime) -> None:
    """The merchant's address is told something that did not happen, of the kind "test". Repeats: once more."""
    place = models.Endpoint.objects.filter(id=endpoint_id, merchant_id=merchant_id, ended_at=None).first()
    if place:
        _delivery(place, TEST, uuid7(at), at, {"message": "知音 Zhiyin"}).save(force_insert=True)


def replay(delivery_id: UUID, *, merchant_id: UUID, at: datetime) -> None:
    """The delivery is tried at once and, if need be, again as often as a new one; under the same id. Raises `UnknownDelivery`. Repeats: the same."""
    found = models.Delivery.objects.filter(id=delivery_id, endpoint__merchant_id=merchant_id, endpoint__ended_at=None)
    if not found.update(state=models.Delivery.WAITING, tries=0, due_at=at, leased_until=None):
        raise UnknownDelivery


def claim_deliveries(*, limit: int, at: datetime) -> tuple[Parcel, ...]:
    """Up to that many calls are the caller's to make, within a minute; at most four at a time to one address. Commit before calling.

    Addresses take turns: who has much to be told, or is slow to take it, waits behind who has nothing under way.

    Repeats: what somebody has claimed is nobody else's until that minute is over.
    """
    with connection.cursor() as cursor:
        cursor.execute(CLAIM_SQL, {"at": at, "until": at + LEASE, "together": AT_ONCE_PER_ENDPOINT, "limit": limit})
        rows = cursor.fetchall()
    return tuple(
        Parcel(
            delivery_id=delivery_id,
            endpoint_id=endpoint_id,
            url=url,
            body=body.encode(),
            headers=_headers(delivery_id, body, _secrets(endpoint_id, generation, rotated_at, at=at), at=at),
            tries=tries,
        )
        for delivery_id, endpoint_id, url, body, tries, generation, rotated_at in rows
    )


@transaction.atomic
def note_outcome(parcel: Parcel, outcome: Outcome, *, at: datetime) -> None:
    """The try is on record; it was delivered, or is tried again later, or is given up. An address that took nothing for three days is given up,
    and `WebhookDisabled` is told.

    Repeats: the try is noted again, nothing else; nor does one change anything that took so long that another was begun.
    """
    models.Attempt.objects.create(
        delivery_id=parcel.delivery_id,
        at=at,
        milliseconds=outcome.milliseconds,
        status=outcome.status,
        problem=outcome.problem,
        answer=outcome.answer,
    )
    left = parcel.tries <= len(PAUSES)
    pause = PAUSES[parcel.tries - 1] * random.uniform(1, 1 + JITTER) if left else timedelta()  # noqa: S311  spreads the tries; no secret
    state = models.Delivery.DELIVERED if outcome.taken else models.Delivery.WAITING if left else models.Delivery.FAILED
    due_at = at + pause if state == models.Delivery.WAITING else None
    mine = models.Delivery.objects.filter(id=parcel.delivery_id, tries=parcel.tries, leased_until__isnull=False)
    if mine.update(state=state, due_at=due_at, leased_until=None):
        _note_health(parcel.endpoint_id, outcome, at=at)


def _note_health(endpoint_id: UUID, outcome: Outcome, *, at: datetime) -> None:
    if outcome.taken:
        models.Endpoint.objects.filter(id=endpoint_id, failing_since__isnull=False).update(failing_since=None)
        return
    place = models.Endpoint.objects.select_for_update(of=("self",), no_key=True).select_related("merchant").get(id=endpoint_id)
    place.failing_since = place.failing_since or at
    if place.disabled_at is None and (outcome.status == GONE or at - place.failing_since >= GIVEN_UP_AFTER):
        place.disabled_at = at
        owner_id, merchant_id = place.merchant.owner_id, place.merchant_id
        outbox.publish(WebhookDisabled(id=uuid7(at), at=at, endpoint_id=endpoint_id, merchant_id=merchant_id, person_id=owner_id))
    place.save(update_fields=["failing_since", "disabled_at"])


def _delivery(place: models.Endpoint, kind: str, about_id: UUID, at: datetime, data: dict[str, object]) -> models.Delivery:
    body = json.dumps({"type": kind, "timestamp": at.isoformat(), "data": data}, ensure_ascii=False, separators=(",", ":"))
    return models.Delivery(id=derived("webhook", place.id, kind, about_id), endpoint=place, kind=kind, about_id=about_id, body=body, at=at, due_at=at)


def _data(event: Fact, order: models.Order | None) -> dict[str, object]:
    data: dict[str, object] = {"amount": major(event.amount_minor, event.asset), "asset": event.asset, "merchant_id": str(event.merchant_id)}
    if isinstance(event, SettlementPaid):
        return data | {"settlement_id": str(event.settlement_id)}
    if isinstance(event, SettlementReturned):
        return data | {"settlement_id": str(event.settlement_id), "reason": event.reason}
    of_order = {"order_id": str(order.id), "reference": order.reference} if order else {}
    refund = {"refund_id": str(event.id)} if isinstance(event, PaymentRefunded) else {}
    return data | {"payment_id": str(_payment_id(event))} | refund | of_order


def _payment_id(event: Event) -> UUID:
    return event.payment_id if isinstance(event, PaymentRefunded) else event.id


def _orders(payment_ids: Iterable[UUID]) -> dict[UUID, models.Order]:
    ids = set(payment_ids)
    rows = models.Order.objects.select_related("code__payment").filter(code__payment__id__in=ids) if ids else ()
    return {row.code.payment.id: row for row in rows}


def _is_old(event: Event) -> bool:
    return isinstance(event, PaymentCompleted) and event.imported


def _secrets(endpoint_id: UUID, generation: int, rotated_at: datetime | None, *, at: datetime) -> list[bytes]:
    both = rotated_at is not None and at - rotated_at < BOTH_SECRETS_FOR and generation > 1
    return [secret_bytes(endpoint_id, each) for each in ([generation, generation - 1] if both else [generation])]


def _headers(delivery_id: UUID, body: str, secrets: Iterable[bytes], *, at: datetime) -> dict[str, str]:
    moment = str(int(at.timestamp()))
    signed = f"{delivery_id}.{moment}.{body}".encode()
    signatures = (f"v1,{base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()}" for secret in secrets)
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Zhiyin-Webhooks/1",
        "webhook-id": str(delivery_id),
        "webhook-timestamp": moment,
        "webhook-signature": " ".join(signatures),
    }
