"""A payment moves money once, or says why it does not."""

import pytest

from tests import make
from zhiyin.kit.ids import uuid7
from zhiyin.payments import queries, services
from zhiyin.wallets.queries import wallet

pytestmark = pytest.mark.django_db


def test_paying_a_merchant_moves_the_money() -> None:
    mei, bakery = make.person(balance_minor=20_00), make.merchant()

    paid = services.pay(key=uuid7(), payer_id=mei.id, code=bakery.id, amount_minor=5_00, at=make.AT)

    assert (wallet(mei.id).balance_minor, wallet(bakery.id).balance_minor) == (15_00, 5_00)
    receipt = queries.payment(paid.id, for_person=mei.id)
    assert receipt and receipt.balance_after_minor == 15_00
