"""The comparison of records and money is read in one snapshot, so that payments in flight are no differences."""

import pytest
from tests import make
from tests.payments.crowd import at_once

from zhiyin.payments import queries

pytestmark = pytest.mark.usefixtures("fresh_database")


def test_payments_in_flight_are_no_differences() -> None:
    mei, shop = make.person(balance_minor=90_00), make.merchant()

    def act(number: int) -> object:
        if number:
            return [make.payment(mei.id, shop.id, 1).amount_minor for _ in range(40)]
        return [queries.differences() for _ in range(12)]

    compared, *paid = at_once(4, act)

    assert compared == [()] * 12
    assert paid == [[1] * 40] * 3
