"""Learning from facts, forgetting, and learning it all again. Called by `listeners.py` in commit order; the batch's cursor commits with it."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from zhiyin.events.money import ItemListed, MerchantOpened, PaymentCompleted, PaymentRefunded, TransferCompleted
from zhiyin.events.people import ConsentGiven, ConsentWithdrawn, PersonJoined, SuggestionDismissed
from zhiyin.outbox import queries as outbox_queries
from zhiyin.outbox import services as outbox
from zhiyin.profiles import habits
from zhiyin.profiles.models import LEARNED_TABLES, Dismissal, MerchantFact, PersonCategory, PersonHour, PersonItem, PersonState, PopularItem

LISTENER = "profiles.learn"
POPULAR_ITEMS_MAX = 500
POPULAR_PEOPLE_MIN = 5
SQL = Path(__file__).parent / "sql"
LEARN_HABITS_SQL = (SQL / "learn_habits.sql").read_text()
LEARN_SPENDING_SQL = (SQL / "learn_spending.sql").read_text()
UNLEARN_SPENDING_SQL = (SQL / "unlearn_spending.sql").read_text()


def learn_payments(payments: Sequence[PaymentCompleted]) -> None:
    """Months, figures and, where allowed, habits have these payments in them. Repeats: counted again, which the listener's cursor prevents."""
    states = PersonState.objects.in_bulk({payment.payer_id for payment in payments})
    zones = {payer: state.timezone for payer, state in states.items()}
    _learn(LEARN_SPENDING_SQL, payments, zones)
    if allowed := [payment for payment in payments if payment.payer_id in states and states[payment.payer_id].learning]:
        _learn(LEARN_HABITS_SQL, allowed, zones)


def take_back_refunds(refunds: Sequence[PaymentRefunded]) -> None:
    """What was given back is no longer in the months in which it was paid. Repeats: counted again, which the listener's cursor prevents."""
    states = PersonState.objects.in_bulk({refund.payer_id for refund in refunds})
    paid = [
        PaymentCompleted(
            id=refund.id,
            at=refund.paid_at,
            payer_id=refund.payer_id,
            merchant_id=refund.merchant_id,
            amount_minor=refund.amount_minor,
            asset=refund.asset,
            lines=refund.lines,
        )
        for refund in refunds
    ]
    _learn(UNLEARN_SPENDING_SQL, paid, {payer: state.timezone for payer, state in states.items()})


def learn_transfers(transfers: Sequence[TransferCompleted]) -> None:
    """The senders' numbers of transfers have these in them. Repeats: counted again, which the listener's cursor prevents."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into profiles_personstate as old (person_id, timezone, learning, payments, transfers)"
            " select person_id, 'UTC', false, 0, count(*) from unnest(%s::uuid[]) person_id group by person_id"
            " on conflict (person_id) do update set transfers = old.transfers + excluded.transfers",
            [[transfer.sender_id for transfer in transfers]],
        )


def know_people(joined: Sequence[PersonJoined]) -> None:
    """These people are known with the zone they joined in. Repeats: the last one wins."""
    rows = {fact.person_id: PersonState(person_id=fact.person_id, timezone=fact.timezone) for fact in joined}
    PersonState.objects.bulk_create(rows.values(), update_conflicts=True, unique_fields=["person_id"], update_fields=["timezone"])


def know_merchants(opened: Sequence[MerchantOpened]) -> None:
    """These merchants have names and a category. Repeats: the last one wins."""
    names = ("name_en", "name_zh", "category")
    rows = {fact.merchant_id: MerchantFact(merchant_id=fact.merchant_id, **{name: getattr(fact, name) for name in names}) for fact in opened}
    MerchantFact.objects.bulk_create(rows.values(), update_conflicts=True, unique_fields=["merchant_id"], update_fields=names)


def know_items(listed: Sequence[ItemListed]) -> None:
    """These items have names and a category from now on. Repeats: the last one wins."""
    rows = {fact.item_id: (fact.item_id, fact.name_en, fact.name_zh, fact.category) for fact in listed}
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into profiles_item (item_id, name_en, name_zh, category) select * from unnest(%s::text[], %s::text[], %s::text[], %s::text[])"
            " on conflict (item_id) do update set name_en = excluded.name_en, name_zh = excluded.name_zh, category = excluded.category",
            [list(column) for column in zip(*rows.values(), strict=True)],
        )


def remember_dismissals(dismissed: Sequence[SuggestionDismissed]) -> None:
    """What each person last said of each suggestion is known. Repeats: the same."""
    rows = {(fact.person_id, fact.item_id): fact for fact in dismissed}
    Dismissal.objects.bulk_create(
        [Dismissal(person_id=fact.person_id, item_id=fact.item_id, kind=fact.kind, at=fact.at) for fact in rows.values()],
        update_conflicts=True,
        unique_fields=["person_id", "item_id"],
        update_fields=["kind", "at"],
    )


def allow_learning(given: Sequence[ConsentGiven]) -> None:
    """Habits are learned for these people from now on, and from what they paid before. Repeats: nothing changes for who is learned of already."""
    first = {fact.person_id: fact for fact in reversed(given)}
    known = PersonState.objects.in_bulk(first)
    new = [fact for person_id, fact in first.items() if person_id not in known or not known[person_id].learning]
    states = [PersonState(person_id=fact.person_id, learning=True) for fact in new]
    PersonState.objects.bulk_create(states, update_conflicts=True, unique_fields=["person_id"], update_fields=["learning"])
    for fact in new:
        if (state := known.get(fact.person_id)) and state.payments:
            past = outbox_queries.history(fact.person_id, PaymentCompleted, until=fact)
            _learn(LEARN_HABITS_SQL, [one for one in past if isinstance(one, PaymentCompleted)], {fact.person_id: state.timezone})


def forget_habits(withdrawn: Sequence[ConsentWithdrawn]) -> None:
    """What was inferred of these people is deleted and no more is learned; months and plain figures, their bookkeeping, stay. Repeats: the same."""
    people = {fact.person_id for fact in withdrawn}
    PersonState.objects.filter(person_id__in=people).update(learning=False)
    for table in (PersonItem, PersonCategory, PersonHour):
        table.objects.filter(person_id__in=people).delete()


def forget_everything() -> None:
    """All tables that were learned from facts are empty, ready for a replay. Repeats: the same."""
    with connection.cursor() as cursor:
        cursor.execute("truncate " + ", ".join(f"profiles_{table}" for table in LEARNED_TABLES))


def rebuild(at: datetime) -> int:
    """Everything has been forgotten and learned again from the stored facts; how many were read.

    Batch by batch: one long transaction would hold up every listener of the deployment. Meanwhile people see what has been learned so far.
    Repeats: the same state, bit for bit (`queries.fingerprint`). A crash half-way: the worker, or a second call, goes on.
    """
    outbox.rewind(LISTENER)
    heard = outbox.drain(at=at, listeners=[LISTENER])
    count_popular()
    return heard


@transaction.atomic
def count_popular() -> None:
    """The list of what many people buy now is fresh: at most 500 items, each bought by at least five people. Repeats: the same."""
    PopularItem.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into profiles_popularitem (item_id, people, place)"
            " select item_id, count(*), row_number() over (order by sum(weight) desc, item_id) from profiles_personitem"
            " group by item_id having count(*) >= %s order by sum(weight) desc, item_id limit %s",
            [POPULAR_PEOPLE_MIN, POPULAR_ITEMS_MAX],
        )


def _learn(statement: str, payments: Sequence[PaymentCompleted], zones: dict[UUID, str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("set local jit = off")  # compiling the plan would take longer than running it
        cursor.execute(statement, _columns(payments, zones))


def _columns(payments: Sequence[PaymentCompleted], zones: dict[UUID, str]) -> dict[str, list[Any]]:
    clocks = [habits.local(payment.at, zones.get(payment.payer_id, "UTC")) for payment in payments]
    days = [clock.date() for clock in clocks]
    lines = [(seq, line.item_id, line.amount_minor) for seq, payment in enumerate(payments) for line in payment.lines]
    return {
        "seq": list(range(len(payments))),
        "person": [payment.payer_id for payment in payments],
        "merchant": [payment.merchant_id for payment in payments],
        "at": [payment.at for payment in payments],
        "day": days,
        "hour": [clock.hour for clock in clocks],
        "month": [date(day.year, day.month, 1) for day in days],
        "weight": [str(habits.weight(day)) for day in days],
        "asset": [payment.asset for payment in payments],
        "amount": [payment.amount_minor for payment in payments],
        "line_seq": [line[0] for line in lines],
        "line_item": [line[1] for line in lines],
        "line_amount": [line[2] for line in lines],
    }
