"""Records and money agree, and where they do not it is named."""

import pytest
from django.db import connection
from tests import make
from tests.funding.bank import account_of
from tests.funding.company import card_of

from zhiyin.funding import queries as funding
from zhiyin.funding.models import Charge, TopUp, Withdrawal
from zhiyin.funding.services import charge, withdraw
from zhiyin.kit.ids import uuid7
from zhiyin.payments import queries, services
from zhiyin.payments.models import Payment, Transfer
from zhiyin.wallets.services import Code, move, open_wallet, system_account

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def life() -> None:
    """A payment of today, one of the past, a transfer and top-ups."""
    mei, lin, shop = make.person("mei", balance_minor=20_00), make.person("lin"), make.merchant()
    make.payment(mei.id, shop.id)
    make.past_payment(mei.id, shop.id)
    services.transfer(key=uuid7(), sender_id=mei.id, to_handle="lin", amount_minor=1_00, at=make.AT)
    open_wallet(lin.id, at=make.AT)


def _as_owner() -> None:
    """From here on with the rights that the app does not have."""
    with connection.cursor() as cursor:
        cursor.execute("reset role")


def test_what_went_well_agrees() -> None:
    assert (queries.differences(), funding.differences()) == ((), ())


def test_a_payment_without_its_money_is_named() -> None:
    shop, mei = make.merchant(), make.person()
    lost = Payment.objects.create(id=uuid7(), payer_id=mei.id, merchant_id=shop.id, amount_minor=1, asset="USD", at=make.AT)

    assert [(each.kind, each.id) for each in queries.differences()] == [("record_without_money", lost.id)]


def test_a_payment_of_another_amount_or_to_somebody_else_is_named() -> None:
    first, second = Payment.objects.order_by("id")
    _as_owner()
    Payment.objects.filter(id=first.id).update(amount_minor=4_99)
    Payment.objects.filter(id=second.id).update(merchant_id=make.merchant().id)

    assert {(each.kind, each.id) for each in queries.differences()} == {("record_differs", first.id), ("record_differs", second.id)}


def test_money_without_a_record_is_named() -> None:
    sent, topped = Transfer.objects.get(), TopUp.objects.get()
    _as_owner()
    Transfer.objects.all().delete()
    TopUp.objects.all().delete()

    assert [(each.kind, each.id) for each in (*queries.differences(), *funding.differences())] == [
        ("money_without_record", sent.id),
        ("money_without_record", topped.id),
    ]


def test_a_withdrawal_for_which_something_else_is_set_aside_is_named() -> None:
    mei = make.person(balance_minor=20_00)
    less, gone = (withdraw(key=uuid7(), person_id=mei.id, method_id=account_of(mei), amount_minor=5_00, at=make.AT).id for _ in range(2))
    assert funding.differences() == ()
    _as_owner()
    Withdrawal.objects.filter(id=less).update(amount_minor=4_99)
    Withdrawal.objects.filter(id=gone).update(state="released")

    assert [(each.kind, each.id) for each in funding.differences()] == [("record_differs", less), ("money_without_record", gone)]


def test_a_card_that_has_paid_in_vain_is_named() -> None:
    mei, key = make.person(), uuid7()
    charge(key=key, person_id=mei.id, method_id=card_of(mei.id, "late"), amount_minor=5_00, at=make.AT)
    assert funding.differences() == ()

    Charge.objects.filter(id=key).update(state="paid")

    assert [(each.kind, each.id) for each in funding.differences()] == [("record_without_money", key)]


def test_no_more_than_a_hundred_are_named() -> None:
    one, other = open_wallet(uuid7(), at=make.AT), system_account("issuer")
    for _ in range(101):
        move(key=uuid7(), debit=other, credit=one, amount_minor=1, asset="USD", code=Code.TOP_UP)

    assert len(funding.differences()) == 100
