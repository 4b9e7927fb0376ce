"""Statements page by page, and balances at a past moment."""

import random
from datetime import timedelta

import pytest

from tests.ledger.worlds import move, open_some
from zhiyin.ledger import queries, services
from zhiyin.ledger.queries import Entry

pytestmark = pytest.mark.django_db


def pages(account: int, size: int) -> list[Entry]:
    """All pages of a statement, with new entries arriving between them."""
    (issuer,), read, before = open_some(1, floor=None), [], None
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


def test_moments_only_grow_even_where_a_large_batch_ran_ahead_of_the_clock() -> None:
    quiet, ahead, issuer = *open_some(2), *open_some(1, floor=None)
    services.post([move(issuer, ahead, 1) for _ in range(5_000)])
    first, second = move(ahead, quiet, 1), move(issuer, quiet, 1)

    for command in (first, second):
        services.post([command])

    assert [entry.transfer_id for entry in queries.statement(quiet, limit=2)] == [second.id, first.id]
    assert queries.verify().problems == ()
