"""A receipt is seen by the payer, the merchant's owner and staff; a balance by its owner only."""

from typing import Any

import pytest
from tests import make

from zhiyin.events.money import Line
from zhiyin.kit.ids import uuid7
from zhiyin.payments import queries, services

pytestmark = pytest.mark.django_db


def test_a_receipt_has_its_lines_with_their_names() -> None:
    mei, shop = make.person(name="Mei", balance_minor=20_00), make.merchant("Anna's Bakery", name_zh="安娜面包房")
    milk = make.item(name_en="Milk", name_zh="牛奶", category="dairy")
    lines = (Line(item_id=milk.item_id, quantity=2, amount_minor=3_98, discount_minor=40), Line(item_id="not listed", quantity=1, amount_minor=1_02))
    paid = make.past_payment(mei.id, shop.id, 5_00, lines=lines)

    receipt = queries.payment(paid, for_person=mei.id)

    assert receipt
    assert (receipt.payer_name, receipt.merchant, receipt.amount_minor, receipt.balance_after_minor) == ("Mei", shop, 5_00, 15_00)
    assert [(line.name("en"), line.name("zh-hans"), line.quantity, line.amount_minor, line.discount_minor) for line in receipt.lines] == [
        ("Milk", "牛奶", 2, 3_98, 40),
        ("not listed", "not listed", 1, 1_02, 0),
    ]


def test_only_the_payer_sees_a_receipt_as_the_payer() -> None:
    mei, shop = make.person(balance_minor=20_00), make.merchant()
    paid = make.payment(mei.id, shop.id)

    assert queries.payment(paid.id, for_person=mei.id)
    assert queries.payment(paid.id, for_person=make.person().id) is None
    assert queries.payment(paid.id, for_person=shop.owner_id) is None
    assert queries.payment(uuid7(), for_person=mei.id) is None


def test_the_owner_and_staff_see_it_without_the_payers_balance() -> None:
    mei, shop = make.person(balance_minor=20_00), make.merchant()
    paid = make.payment(mei.id, shop.id)

    seen = (queries.payment_for_owner(paid.id, owner_id=shop.owner_id), queries.payment_for_staff(paid.id))

    assert [receipt.balance_after_minor for receipt in seen if receipt] == [None, None]
    assert queries.payment_for_owner(paid.id, owner_id=make.merchant().owner_id) is None
    assert queries.payment_for_owner(paid.id, owner_id=mei.id) is None


@pytest.mark.parametrize("count", [1, 40])
def test_a_receipt_takes_six_statements_however_long(count: int, django_assert_max_num_queries: Any) -> None:
    mei, shop = make.person(balance_minor=90_00), make.merchant()
    lines = tuple(Line(item_id=make.item().item_id, quantity=1, amount_minor=1_00) for _ in range(count))
    paid = make.past_payment(mei.id, shop.id, count * 1_00, lines=lines)

    with django_assert_max_num_queries(6):
        queries.payment(paid, for_person=mei.id)


def test_a_payment_by_a_code_says_so() -> None:
    mei, shop = make.person(balance_minor=20_00), make.merchant()
    code = services.make_code(shop.id, amount_minor=5_00, at=make.AT)
    paid = services.pay(key=uuid7(), payer_id=mei.id, code=code.payload, at=make.AT)

    receipt = queries.payment(paid.id, for_person=mei.id)

    assert receipt
    assert receipt.method == "qr"
