"""Payments of the past are loaded by the thousand, with the same money, receipts and facts as those of today."""

from datetime import timedelta

import pytest
from tests import make

from zhiyin.events.money import Line, PaymentCompleted
from zhiyin.identity.queries import Person
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.payments import queries, services
from zhiyin.payments.models import Payment
from zhiyin.payments.queries import Merchant
from zhiyin.payments.services import PastPayment
from zhiyin.wallets.queries import wallet

pytestmark = pytest.mark.django_db
MILK = Line(item_id="milk", quantity=1, amount_minor=1_00)


def past(payer: Person, shop: Merchant, count: int, amount_minor: int = 1_00) -> list[PastPayment]:
    moments = [make.AT - timedelta(days=400) + timedelta(hours=hour) for hour in range(count)]
    return [PastPayment(key=uuid7(at), payer_id=payer.id, merchant_id=shop.id, amount_minor=amount_minor, at=at, lines=(MILK,)) for at in moments]


def test_past_payments_move_money_at_their_own_moments() -> None:
    mei, shop = make.person(balance_minor=20_00), make.merchant()
    rows = past(mei, shop, 3)

    assert services.pay_many(rows) == 3

    assert (wallet(mei.id).balance_minor, wallet(shop.id).balance_minor) == (17_00, 3_00)
    page = queries.activity(mei.id, kind="payment").rows
    assert [(row.at, row.balance_minor) for row in page] == [(row.at, left) for row, left in zip(reversed(rows), (17_00, 18_00, 19_00), strict=True)]


def test_each_is_told_as_imported_with_its_lines() -> None:
    mei, shop = make.person(balance_minor=20_00), make.merchant()
    rows = past(mei, shop, 3)
    services.pay_many(rows)

    assert [(fact.id, fact.at, fact.lines, fact.imported) for fact in make.published(PaymentCompleted)] == [
        (row.key, row.at, (MILK,), True) for row in rows
    ]


def test_loading_again_goes_on_where_it_stopped() -> None:
    mei, shop = make.person(balance_minor=20_00), make.merchant()
    rows = past(mei, shop, 5)
    services.pay_many(rows[:2])

    assert services.pay_many(rows) == 3
    assert services.pay_many(rows) == 0
    assert (wallet(mei.id).balance_minor, len(make.published(PaymentCompleted))) == (15_00, 5)


def test_a_thousand_with_one_that_cannot_be_paid_leaves_nothing() -> None:
    mei, shop = make.person(balance_minor=2_00), make.merchant()

    with pytest.raises(Refusal, match="bad_history"):
        services.pay_many(past(mei, shop, 3))

    assert wallet(mei.id).balance_minor == 2_00
    assert not Payment.objects.exists()


@pytest.mark.parametrize("amount_minor", [0, -1])
def test_a_past_payment_of_nothing_is_refused(amount_minor: int) -> None:
    with pytest.raises(Refusal, match="bad_history"):
        services.pay_many(past(make.person(), make.merchant(), 1, amount_minor))


def test_a_stranger_has_no_past_here() -> None:
    rows = [PastPayment(key=uuid7(), payer_id=uuid7(), merchant_id=make.merchant().id, amount_minor=1, at=make.AT)]

    with pytest.raises(Refusal, match="bad_history"):
        services.pay_many(rows)


def test_more_than_a_thousand_come_in_several_commits() -> None:
    mei, shop = make.person(balance_minor=1_100), make.merchant()

    assert services.pay_many(past(mei, shop, 1_100, amount_minor=1)) == 1_100
    assert wallet(shop.id).balance_minor == 1_100
