"""Statements page by page, and balances at a past moment."""

import random
from datetime import timedelta

import pytest
from django.db import connection
from tests.ledger.worlds import move, open_some

from zhiyin.ledger import queries, services
from zhiyin.ledger.queries import Entry

pytestmark = pytest.mark.django_db


def pages(account: int, size: int) -> list[Entry]:
    """All pages of a statement, with new entries arriving between them."""
    (issuer,), before = open_some(1, floor=None), None
    read: list[Entry] = []
    while page := queries.statement(account, before=before, limit=size):
        services.post([move(issuer, account, 1)])
        read += page
        before = page[-1].booked_at
    return read


@pytest.fixture
def busy() -> int:
    """An account with 60 entries on both sides, posted in batches of many sizes."""
    draw, (account,), others = random.Random(7), open_some(1, floor=None), open_some(5, floor=None)
    left = 60
    while left:
        size = min(left, draw.choice((1, 1, 2, 9)))
        pairs = [draw.sample([account, draw.choice(others)], 2) for _ in range(size)]
        services.post([move(*pair, draw.randint(1, 99)) for pair in pairs])
        left -= size
    return account


@pytest.mark.parametrize("size", [1, 7, 60, 100])
def test_pages_put_together_are_the_whole_statement_whatever_arrives_meanwhile(busy: int, size: int) -> None:
    whole = queries.statement(busy, limit=1000)

    assert pages(busy, size) == list(whole)
    assert [entry.n for entry in whole] == list(range(60, 0, -1))


def test_a_past_balance_is_the_fold_of_the_entries_up_to_then(busy: int) -> None:
    entries = queries.statement(busy, limit=1000)

    for place, entry in enumerate(entries):
        assert queries.balance_at(busy, entry.booked_at) == sum(line.amount_minor for line in entries[place:])
    assert queries.balance_at(busy, entries[-1].booked_at - timedelta(microseconds=1)) == 0


def test_entries_are_found_by_their_transfers(busy: int) -> None:
    entries = queries.statement(busy, limit=1000)

    assert queries.entries_of(busy, [entry.transfer_id for entry in entries[10:20]]) == entries[10:20]


@pytest.mark.parametrize("ahead_first", [True, False])
def test_moments_only_grow_even_when_the_clock_was_set_back(*, ahead_first: bool) -> None:
    pair = open_some(2, floor=None)
    ahead, other = pair if ahead_first else pair[::-1]
    (issuer,) = open_some(1, floor=None)
    with connection.cursor() as cursor:
        cursor.execute("reset role")
        cursor.execute("update ledger.balance set last_at = now() + interval '1 hour' where account_id = %s", [ahead])
    first, second = move(ahead, other, 1), move(issuer, other, 1)

    for command in (first, second):
        services.post([command])

    assert [entry.transfer_id for entry in queries.statement(other, limit=2)] == [second.id, first.id]
    assert queries.verify().problems == ()
