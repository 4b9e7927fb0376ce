"""Sixteen takers of one quote."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from tests import make
from tests.wallets.currencies import balance, offer, open_market

from zhiyin.kit.ids import uuid7
from zhiyin.ledger.queries import verify
from zhiyin.wallets import services

TAKERS = 16


@pytest.mark.parametrize("one_key", [True, False], ids=["one key", "a key each"])
def test_racing_takers_of_one_quote_move_money_once(fresh_database: str, one_key: bool) -> None:  # noqa: FBT001  pytest hands it over by name
    open_market()
    mei, key = make.person(balance_minor=5_000_00), uuid7()
    quoted = offer(mei.id)

    def take(_: int) -> str:
        try:
            services.exchange(key=key if one_key else uuid7(), person_id=mei.id, quote_id=quoted.id, at=make.AT + timedelta(seconds=1))
        except services.QuoteUsed:
            return "used"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(TAKERS) as pool:
        answers = list(pool.map(take, range(TAKERS)))

    assert answers.count("done") == (TAKERS if one_key else 1)
    assert (balance(mei.id, "USD"), balance(mei.id, "EUR")) == (4_890_00, quoted.buy_minor)
    assert verify().problems == ()
