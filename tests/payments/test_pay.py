"""A payment moves money once, or says why it does not."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from tests import make

from zhiyin.events.money import PaymentCompleted, PaymentRefused
from zhiyin.identity.queries import Person
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.payments import services
from zhiyin.payments.models import Payment
from zhiyin.payments.queries import Merchant
from zhiyin.wallets.queries import wallet

pytestmark = pytest.mark.django_db


@pytest.fixture
def mei() -> Person:
    return make.person("mei", balance_minor=20_00)


@pytest.fixture
def bakery() -> Merchant:
    return make.merchant("Anna's Bakery")


def balances(*owners: UUID) -> list[int]:
    return [wallet(owner).balance_minor for owner in owners]


def test_paying_moves_the_money_and_tells_it(mei: Person, bakery: Merchant) -> None:
    paid = services.pay(key=uuid7(), payer_id=mei.id, code=bakery.id, amount_minor=5_00, at=make.AT, note=" two  loaves\n")

    assert balances(mei.id, bakery.id) == [15_00, 5_00]
    assert paid.note == "two loaves"
    (fact,) = make.published(PaymentCompleted)
    assert (fact.id, fact.payer_id, fact.merchant_id, fact.amount_minor) == (paid.id, mei.id, bakery.id, 5_00)


def test_paying_twice_with_one_key_moves_money_once(mei: Person, bakery: Merchant) -> None:
    key = uuid7()
    first, second = (services.pay(key=key, payer_id=mei.id, code=bakery.slug, amount_minor=5_00, at=make.AT) for _ in range(2))

    assert first == second
    assert balances(mei.id, bakery.id) == [15_00, 5_00]
    assert len(make.published(PaymentCompleted)) == 1


@pytest.mark.parametrize(
    "other",
    [
        lambda: {"amount_minor": 6_00},
        lambda: {"note": "tip"},
        lambda: {"code": make.merchant().id},
        lambda: {"payer_id": make.person(balance_minor=9_00).id},
    ],
)
def test_a_key_with_other_content_is_refused(mei: Person, bakery: Merchant, other: Callable[[], dict[str, Any]]) -> None:
    first: dict[str, Any] = {"key": uuid7(), "payer_id": mei.id, "code": bakery.id, "amount_minor": 5_00, "at": make.AT}
    services.pay(**first)

    with pytest.raises(Refusal, match="key_reused"):
        services.pay(**first | other())

    assert balances(mei.id, bakery.id) == [15_00, 5_00]


def test_a_key_of_a_transfer_does_not_pay(mei: Person, bakery: Merchant) -> None:
    key, lin = uuid7(), make.person()
    services.transfer(key=key, sender_id=mei.id, to_handle=lin.handle, amount_minor=5_00, at=make.AT)

    with pytest.raises(Refusal, match="key_reused"):
        services.pay(key=key, payer_id=mei.id, code=bakery.id, amount_minor=5_00, at=make.AT)

    assert balances(mei.id, bakery.id, lin.id) == [15_00, 0, 5_00]
    assert not Payment.objects.exists()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda: {"amount_minor": 20_01}, "insufficient_funds"),
        (lambda: {"amount_minor": 0}, "bad_amount"),
        (lambda: {"amount_minor": -5}, "bad_amount"),
        (lambda: {"amount_minor": 10**30}, "bad_amount"),
        (lambda: {"amount_minor": 10**400}, "bad_amount"),
        (lambda: {"amount_minor": float("nan")}, "bad_amount"),
        (lambda: {"amount_minor": 1.5}, "bad_amount"),
        (lambda: {"amount_minor": True}, "bad_amount"),
        (lambda: {"amount_minor": None}, "bad_amount"),
        (lambda: {"code": uuid7()}, "unknown_payee"),
        (lambda: {"code": "no-such-shop"}, "unknown_payee"),
        (lambda: {"code": "NOSUCH"}, "unknown_payee"),
        (lambda: {"code": ""}, "unknown_payee"),
        (lambda: {"code": "a\x00b"}, "unknown_payee"),
        (lambda: {"code": "https://elsewhere.example/pay"}, "code_not_ours"),
        (lambda: {"code": "000201" + "9" * 80}, "code_tampered"),
        (lambda: {"payer_id": uuid7()}, "no_wallet"),
        (lambda: {"note": "n" * 141}, "bad_note"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_moves(mei: Person, bakery: Merchant, change: Callable[[], dict[str, Any]], code: str) -> None:
    terms: dict[str, Any] = {"key": uuid7(), "payer_id": mei.id, "code": bakery.id, "amount_minor": 5_00, "at": make.AT}

    with pytest.raises(Refusal) as refused:
        services.pay(**terms | change())

    assert refused.value.code == code
    assert balances(mei.id, bakery.id) == [20_00, 0]
    assert not make.published(PaymentCompleted)
    assert not Payment.objects.exists()


def test_a_refusal_is_a_fact_too(mei: Person, bakery: Merchant) -> None:
    with pytest.raises(Refusal):
        services.pay(key=uuid7(), payer_id=mei.id, code=bakery.short_code, amount_minor=99_00, at=make.AT)

    (fact,) = make.published(PaymentRefused)
    assert (fact.payer_id, fact.merchant_id, fact.reason, fact.amount_minor) == (mei.id, bakery.id, "insufficient_funds", 99_00)


def test_after_a_refusal_the_same_key_can_pay(mei: Person, bakery: Merchant) -> None:
    terms: dict[str, Any] = {"key": uuid7(), "payer_id": mei.id, "code": bakery.id, "amount_minor": 25_00, "at": make.AT}
    with pytest.raises(Refusal):
        services.pay(**terms)
    make.top_up(mei.id, 5_00)

    services.pay(**terms)

    assert balances(mei.id, bakery.id) == [0, 25_00]


def test_an_owner_does_not_pay_the_own_shop() -> None:
    anna = make.person(balance_minor=9_00, roles=("person", "merchant"))
    shop = make.merchant(owner_id=anna.id)

    with pytest.raises(Refusal, match="paying_yourself"):
        services.pay(key=uuid7(), payer_id=anna.id, code=shop.id, amount_minor=1_00, at=make.AT)


def test_what_is_missing_is_told_in_figures(mei: Person, bakery: Merchant) -> None:
    with pytest.raises(Refusal) as refused:
        services.pay(key=uuid7(), payer_id=mei.id, code=bakery.id, amount_minor=1_234_50, at=make.AT)

    assert refused.value.facts == {"available": "$20.00", "amount": "$1,234.50"}


def test_a_payment_takes_nine_statements(mei: Person, bakery: Merchant, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(9):
        services.pay(key=uuid7(), payer_id=mei.id, code=bakery.id, amount_minor=5_00, at=make.AT)
