"""Two workers whose clocks strike midnight together settle once."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from tests import make

from zhiyin.ledger import queries as ledger
from zhiyin.payments import queries, services
from zhiyin.wallets.queries import wallet

pytestmark = pytest.mark.usefixtures("fresh_database")


def test_six_workers_settle_once() -> None:
    merchant, mei = make.merchant(), make.person(balance_minor=50_00)
    services.set_plan(merchant.id, weekday=None, minimum_minor=0, holder="Anna Holm", iban="DE89370400440532013000", at=make.AT)
    services.set_terms(merchant.id, basis_points=200, fixed_minor=0, by=None, since=make.AT, at=make.AT)
    for _ in range(5):
        make.payment(mei.id, merchant.id, 10_00)
    counts: list[int] = []

    threads = [threading.Thread(target=_settle, args=(counts,)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    (made,) = queries.settlements(merchant.id)
    assert (made.payments, made.fees_minor, made.net_minor) == (5, 1_00, 49_00)
    assert wallet(merchant.id).balance_minor == 0
    assert (queries.differences(), ledger.verify().problems) == ((), ())


def _settle(counts: list[int]) -> None:
    try:
        counts.append(services.settle_due(make.AT + timedelta(days=1)))
    finally:
        connection.close()
