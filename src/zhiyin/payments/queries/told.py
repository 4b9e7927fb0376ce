"""Whether every payment, transfer and refund was told as a fact, and every such fact has its record."""

from collections.abc import Iterator
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Manager

from zhiyin.events import Event
from zhiyin.events.money import PaymentCompleted, PaymentRefunded, TransferCompleted
from zhiyin.outbox import queries as outbox
from zhiyin.payments import models
from zhiyin.wallets.queries import Difference

PAGE, NAMED_MAX = 5_000, 100
TOLD: dict[type[Event], Manager[Any]] = {
    PaymentCompleted: models.Payment.objects,
    TransferCompleted: models.Transfer.objects,
    PaymentRefunded: models.Refund.objects,
}


def untold() -> tuple[Difference, ...]:
    """Records that no fact tells of (`record_untold`), and facts of no record (`fact_without_record`); at most a hundred. Empty when all is well.

    Safe beside traffic: a record and its fact commit together, and whichever is asked for is asked for later. Two statements for 5,000 of each.
    """
    found = (each for event, records in TOLD.items() for each in (*_untold(event, records), *_unfounded(event, records)))
    return tuple(islice(found, NAMED_MAX))


def _untold(event: type[Event], records: Manager[Any]) -> Iterator[Difference]:
    rows = records.order_by("pk").values_list("pk", flat=True)
    page: list[UUID] = list(rows[:PAGE])
    while page:
        yield from (Difference(kind="record_untold", id=key) for key in sorted(outbox.untold(event, page)))
        page = list(rows.filter(pk__gt=page[-1])[:PAGE])


def _unfounded(event: type[Event], records: Manager[Any]) -> Iterator[Difference]:
    page = outbox.told(event, limit=PAGE)
    while page:
        known = set(records.filter(pk__in=page).values_list("pk", flat=True))
        yield from (Difference(kind="fact_without_record", id=key) for key in page if key not in known)
        page = outbox.told(event, after=page[-1], limit=PAGE)
