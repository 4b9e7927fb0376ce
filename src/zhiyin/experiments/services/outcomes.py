"""What people did, learned from facts."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from zhiyin.events import Event
from zhiyin.events.money import PaymentCompleted, PaymentRefunded, TopUpCompleted, TransferCompleted
from zhiyin.events.people import ConsentWithdrawn
from zhiyin.events.voice import AnswerGiven
from zhiyin.experiments import metrics
from zhiyin.experiments.models import Outcome

NOTE_SQL = """
insert into experiments_outcome (person_id, kind, at, amount_minor, asset)
select * from unnest(%s::uuid[], %s::text[], %s::timestamptz[], %s::bigint[], %s::text[])
"""
Row = tuple[UUID, str, datetime, int, str]


def note_outcomes(events: Sequence[Event]) -> None:
    """Each of these facts counts for its person from now on. Repeats: counted again, so it is called with each fact once, where its cursor moves."""
    if rows := [row for event in events if (row := _row(event))]:
        with connection.cursor() as cursor:
            cursor.execute(NOTE_SQL, [list(column) for column in zip(*rows, strict=True)])


def forget_outcomes() -> None:
    """Nothing that people did is known any more: before every fact is told again. Repeats: the same."""
    Outcome.objects.all().delete()


def _row(event: Event) -> Row | None:
    row: Row | None = None
    match event:
        case PaymentCompleted():
            row = event.payer_id, metrics.PAID, event.at, event.amount_minor, event.asset
        case PaymentRefunded():
            row = event.payer_id, metrics.REFUNDED, event.at, -event.amount_minor, event.asset
        case TransferCompleted():
            row = event.sender_id, metrics.SENT, event.at, event.amount_minor, event.asset
        case TopUpCompleted():
            row = event.person_id, metrics.TOPPED_UP, event.at, event.amount_minor, event.asset
        case AnswerGiven():
            row = event.person_id, metrics.ANSWERED, event.at, 0, ""
        case ConsentWithdrawn():
            row = event.person_id, metrics.WITHDREW, event.at, 0, ""
    return row
