"""Sixteen workers at one chain."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connection
from tests import make
from tests.funding.chain_trouble import MILLION, open_chain
from tests.wallets.currencies import balance

from zhiyin.funding.queries import chain as queries
from zhiyin.funding.services import chain as services
from zhiyin.kit.ids import uuid7
from zhiyin.ledger.queries import verify

WORKERS = 16
THERE = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"


def at_once(work: Callable[[], object]) -> list[object]:
    def one(_: int) -> object:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(one, range(WORKERS)))


def test_what_sixteen_see_is_credited_once_and_what_they_push_is_paid_once(fresh_database: str) -> None:
    chain, mei = open_chain(), make.person()
    chain.pay(services.deposit_address(mei.id, "BTC", at=make.AT), 10 * MILLION)
    chain.mine(3)

    credited = at_once(lambda: services.look("BTC", at=make.AT))
    assert (sorted(map(str, credited)), balance(mei.id, "BTC")) == (["0"] * 15 + ["1"], 10 * MILLION)

    paid = services.pay_out(key=uuid7(), person_id=mei.id, asset="BTC", address=THERE, amount_minor=MILLION, at=make.AT)
    at_once(lambda: services.push_payouts("BTC", at=make.AT))
    chain.mine(3)
    at_once(lambda: services.push_payouts("BTC", at=make.AT))

    assert balance(mei.id, "BTC") == 9 * MILLION - paid.fee_minor
    assert (queries.chain_differences(), verify().problems) == ((), ())
