"""What was given back was not spent."""

from datetime import timedelta

import pytest
from tests import make

from zhiyin.events.money import Line
from zhiyin.kit.ids import uuid7
from zhiyin.outbox.services import drain
from zhiyin.payments import services
from zhiyin.profiles import queries
from zhiyin.profiles import services as profiles

pytestmark = pytest.mark.django_db
NEXT_MONTH = make.AT + timedelta(days=40)


def test_a_refund_leaves_the_month_in_which_was_paid() -> None:
    mei, shop, milk = make.person(balance_minor=100_00), make.merchant(category="bakery"), make.item(category="dairy")
    paid = make.past_payment(mei.id, shop.id, 20_00, lines=(Line(item_id=milk.item_id, quantity=1, amount_minor=15_00),))

    services.refund(key=uuid7(), payment_id=paid, by_id=shop.owner_id, amount_minor=10_00, at=NEXT_MONTH)
    drain(at=NEXT_MONTH)

    rows = {row.category: (row.month.month, row.amount_minor, row.payments) for row in queries.months(mei.id, months=3, until=NEXT_MONTH.date())}
    assert rows == {"dairy": (10, 7_50, 1), "bakery": (10, 2_50, 0)}


def test_learning_it_all_again_gives_the_same_to_the_bit() -> None:
    mei, shop = make.person(balance_minor=100_00), make.merchant()
    for number in range(4):
        paid = make.payment(mei.id, shop.id, 5_00 + number)
        services.refund(key=uuid7(), payment_id=paid.id, by_id=shop.owner_id, amount_minor=1_00 + number, at=make.AT)
    drain(at=make.AT)
    before = queries.fingerprint()

    profiles.rebuild(make.AT)

    assert queries.fingerprint() == before
