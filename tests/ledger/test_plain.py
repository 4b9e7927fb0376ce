"""A batch of plain transfers takes a shorter way through the ledger, which must judge as the long one does."""

import random
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DataError, connection, connections, transaction
from tests.ledger.worlds import move, open_some

from zhiyin.kit.ids import uuid7
from zhiyin.ledger import queries, services
from zhiyin.ledger.services import Command, NewAccount, Outcome, Status

CLIENTS = 4


@pytest.mark.django_db
def test_money_that_arrives_in_a_batch_can_be_spent_later_in_it() -> None:
    bank = open_some(1, floor=None)[0]
    ann, ben = open_some(2)

    outcomes = services.post_in([move(bank, ann, 10), move(ann, ben, 10), move(ann, ben, 1), move(ben, bank, 4)])

    assert [outcome.status for outcome in outcomes] == [Status.OK, Status.OK, Status.INSUFFICIENT, Status.OK]
    assert [outcome.debit_balance for outcome in outcomes] == [-10, 0, None, 6]
    assert queries.verify().problems == ()


@pytest.mark.django_db
def test_a_known_payment_in_a_batch_is_answered_again_and_the_others_happen_once() -> None:
    pair = open_some(2, floor=None)
    batch = [move(*pair, amount) for amount in (1, 2, 3)]
    first = services.post_in([batch[1]])[0]

    outcomes = services.post_in(batch)

    assert [outcome.status for outcome in outcomes] == [Status.OK, Status.DUPLICATE, Status.OK]
    assert outcomes[1][1:] == first[1:]
    assert queries.balances(pair)[pair[1]].posted == 6
    assert queries.verify().problems == ()


@pytest.mark.django_db
def test_the_entries_of_a_batch_follow_one_another_in_its_order() -> None:
    pair = open_some(2, floor=None)

    outcomes = services.post_in([move(*pair, amount) for amount in (5, 6, 7)])

    assert [(outcome.debit_balance, outcome.credit_balance) for outcome in outcomes] == [(-5, 5), (-11, 11), (-18, 18)]
    assert [entry.n for entry in queries.statement(pair[0], before=None, limit=3)] == [3, 2, 1]
    moments = [outcome.at for outcome in outcomes if outcome.at]
    assert moments == sorted(set(moments))
    assert len(moments) == 3


@pytest.mark.django_db
def test_a_batch_that_ends_within_a_ceiling_may_not_pass_above_it() -> None:
    wide = open_some(1, floor=None)[0]
    narrow = services.open_accounts([NewAccount(path=f"test/{uuid7()}", asset="USD", floor=None, ceiling=10)])[0]

    outcomes = services.post_in([move(wide, narrow, 10), move(wide, narrow, 1), move(narrow, wide, 1)])

    assert [outcome.status for outcome in outcomes] == [Status.OK, Status.CEILING, Status.OK]


@pytest.mark.django_db
def test_an_amount_no_column_holds_is_an_error_and_moves_nothing() -> None:
    pair = open_some(2, floor=None)

    with pytest.raises(DataError), transaction.atomic():
        services.post_in([move(*pair, 1), move(*pair, 2**70)])

    assert queries.balances(pair)[pair[1]].posted == 0


@pytest.mark.usefixtures("fresh_database")
def test_plain_batches_at_once_and_sent_twice_agree_with_the_journal() -> None:
    (bank,), people = open_some(1, floor=None), open_some(7)
    services.post([move(bank, person, 400) for person in people])
    draw = random.Random(5)
    commands = [move(*draw.sample((bank, *people), 2), draw.randint(1, 60)) for _ in range(800)]
    batches = [commands[start : start + 20] for start in range(0, len(commands), 20)] * 2
    draw.shuffle(batches)

    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(_post_elsewhere, batches))

    assert queries.verify().problems == ()


@pytest.mark.usefixtures("fresh_database")
def test_who_waited_for_an_account_books_after_what_it_waited_for() -> None:
    first, second, shared = open_some(3, floor=None)
    waiting = [move(first, second, 1), move(second, shared, 1)]

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            services.post_in([move(shared, *open_some(1, floor=None), 1)])
            waiter = pool.submit(_post_elsewhere, waiting)
            _until_somebody_waits()
            earlier = services.post_in([move(shared, other, 1) for other in open_some(2, floor=None)])
        later = waiter.result()

    assert earlier[-1].at is not None
    assert all(outcome.at and outcome.at > earlier[-1].at for outcome in later)
    assert queries.verify().problems == ()


def _post_elsewhere(batch: Sequence[Command]) -> tuple[Outcome, ...]:
    try:
        return services.post(batch)
    finally:
        connections.close_all()


def _until_somebody_waits() -> None:
    until = time.monotonic() + 5
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute("select exists (select from pg_locks where not granted)")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.01)
    raise AssertionError("nobody waited")
