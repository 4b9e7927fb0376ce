"""A merchant shows a code; whoever scans or types it learns whom it pays and how much."""

from datetime import timedelta

import pytest
from tests import make

from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.payments import emvco, queries, services
from zhiyin.wallets.queries import wallet

pytestmark = pytest.mark.django_db


def changed(payload: str, old: str, new: str) -> str:
    """The payload with something else in it, and check digits that fit."""
    assert payload.count(old) == 1
    text = payload[:-4].replace(old, new)
    return text + emvco.check_digits(text)


def test_a_merchants_own_code_is_always_the_same_and_lets_the_payer_say_the_amount() -> None:
    shop = make.merchant("Anna's Bakery", name_zh="安娜面包房")

    first, second = (services.make_code(shop.id, at=make.AT + timedelta(days=day)) for day in (0, 900))

    assert first == second
    read = queries.read_code(first.payload, at=make.AT)
    assert (read.merchant, read.amount_minor, read.asset, read.expires_at) == (shop, None, "USD", None)


def test_a_code_for_one_payment_says_the_amount() -> None:
    shop = make.merchant()
    code = services.make_code(shop.id, amount_minor=12_30, at=make.AT, note="table 4")

    read = queries.read_code(code.payload, at=make.AT)

    assert (read.merchant, read.amount_minor, read.note, read.expires_at) == (shop, 12_30, "table 4", make.AT + timedelta(minutes=10))
    assert "540512.30" in code.payload


@pytest.mark.parametrize("way", [str, str.lower, lambda code: f" {code[:4]} {code[4:]} ", lambda code: f"{code[:3]}-{code[3:]}"])
def test_a_short_code_may_be_typed_in_any_way(way: "type[str]") -> None:
    shop = make.merchant()
    code = services.make_code(shop.id, amount_minor=12_30, at=make.AT)

    assert queries.read_code(way(code.short_code), at=make.AT).amount_minor == 12_30
    assert queries.read_code(way(shop.short_code), at=make.AT).merchant == shop


def test_a_merchant_may_be_typed_by_its_name_in_addresses() -> None:
    shop = make.merchant()

    assert queries.read_code(shop.slug.upper(), at=make.AT).merchant == shop


def test_paying_a_code_pays_its_amount() -> None:
    mei, shop = make.person(balance_minor=20_00), make.merchant()
    code = services.make_code(shop.id, amount_minor=12_30, at=make.AT, note="table 4")

    paid = services.pay(key=uuid7(), payer_id=mei.id, code=code.payload, at=make.AT)

    assert (wallet(shop.id).balance_minor, paid.note) == (12_30, "table 4")
    assert queries.is_paid(code.id or uuid7()) == paid.id


def test_a_code_is_paid_once() -> None:
    mei, shop = make.person(balance_minor=90_00), make.merchant()
    code = services.make_code(shop.id, amount_minor=12_30, at=make.AT)
    services.pay(key=uuid7(), payer_id=mei.id, code=code.payload, at=make.AT)

    with pytest.raises(Refusal, match="code_used"):
        services.pay(key=uuid7(), payer_id=mei.id, code=code.short_code, at=make.AT)
    with pytest.raises(Refusal, match="code_used"):
        queries.read_code(code.payload, at=make.AT)

    assert wallet(shop.id).balance_minor == 12_30


def test_a_retry_after_the_code_ran_out_still_answers_the_first_payment() -> None:
    mei, shop, key = make.person(balance_minor=90_00), make.merchant(), uuid7()
    code = services.make_code(shop.id, amount_minor=12_30, at=make.AT)

    first, again = (services.pay(key=key, payer_id=mei.id, code=code.payload, at=make.AT + timedelta(minutes=late)) for late in (9, 90))

    assert first == again


def test_a_code_that_ran_out_is_refused_and_nothing_moves() -> None:
    mei, shop = make.person(balance_minor=90_00), make.merchant()
    code = services.make_code(shop.id, amount_minor=12_30, at=make.AT)

    with pytest.raises(Refusal, match="code_expired"):
        services.pay(key=uuid7(), payer_id=mei.id, code=code.payload, at=make.AT + timedelta(minutes=10))

    assert wallet(mei.id).balance_minor == 90_00


def test_another_amount_than_the_codes_is_refused() -> None:
    mei, shop = make.person(balance_minor=90_00), make.merchant()
    code = services.make_code(shop.id, amount_minor=12_30, at=make.AT)

    with pytest.raises(Refusal, match="amount_differs"):
        services.pay(key=uuid7(), payer_id=mei.id, code=code.payload, amount_minor=1_00, at=make.AT)


@pytest.mark.parametrize(
    ("old", "new", "refusal"),
    [("540512.30", "540502.30", "code_tampered"), ("5303840", "5303978", "wrong_currency"), ("org.zhiyin", "com.others", "code_not_ours")],
)
def test_a_changed_code_with_fitting_check_digits_is_refused(old: str, new: str, refusal: str) -> None:
    code = services.make_code(make.merchant().id, amount_minor=12_30, at=make.AT)

    with pytest.raises(Refusal) as refused:
        queries.read_code(changed(code.payload, old, new), at=make.AT)

    assert refused.value.code == refusal


def test_a_code_does_not_pay_another_merchant() -> None:
    shop, thief = make.merchant(), make.merchant()
    code = services.make_code(shop.id, amount_minor=12_30, at=make.AT)

    with pytest.raises(Refusal, match="code_tampered"):
        queries.read_code(changed(code.payload, shop.id.hex, thief.id.hex), at=make.AT)


def test_a_code_of_another_deployment_has_no_payee_here() -> None:
    shop = make.merchant()
    payload = services.make_code(shop.id, at=make.AT).payload

    with pytest.raises(Refusal, match="unknown_payee"):
        queries.read_code(changed(payload, shop.id.hex, uuid7().hex), at=make.AT)


def test_a_merchant_that_is_not_there_shows_no_code() -> None:
    with pytest.raises(Refusal, match="unknown_payee"):
        services.make_code(uuid7(), at=make.AT)
