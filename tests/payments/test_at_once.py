"""Many requests at the same instant, on connections of their own."""

import pytest
from tests import make
from tests.payments.crowd import at_once

from zhiyin.events.money import PaymentCompleted
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.payments import services
from zhiyin.payments.queries import Payment
from zhiyin.wallets.queries import wallet
from zhiyin.wallets.services import open_wallet

pytestmark = pytest.mark.usefixtures("fresh_database")


def test_eight_retries_with_one_key_move_money_once() -> None:
    mei, shop, key = make.person(balance_minor=20_00), make.merchant(), uuid7()

    answers = at_once(8, lambda _: services.pay(key=key, payer_id=mei.id, code=shop.id, amount_minor=5_00, at=make.AT))

    assert {answer.id if isinstance(answer, Payment) else answer for answer in answers} == {key}
    assert (wallet(mei.id).balance_minor, wallet(shop.id).balance_minor) == (15_00, 5_00)
    assert len(make.published(PaymentCompleted)) == 1


def test_eight_people_with_one_key_make_one_payment() -> None:
    people, shop, key = [make.person(balance_minor=20_00) for _ in range(8)], make.merchant(), uuid7()

    answers = at_once(8, lambda number: services.pay(key=key, payer_id=people[number].id, code=shop.id, amount_minor=5_00, at=make.AT))

    assert sorted(getattr(answer, "code", "paid") for answer in answers) == ["key_reused"] * 7 + ["paid"]
    assert wallet(shop.id).balance_minor == 5_00


def test_a_code_for_one_payment_is_paid_once_by_eight_who_try() -> None:
    people, shop = [make.person(balance_minor=20_00) for _ in range(8)], make.merchant()
    code = services.make_code(shop.id, amount_minor=5_00, at=make.AT)

    answers = at_once(8, lambda number: services.pay(key=uuid7(), payer_id=people[number].id, code=code.payload, at=make.AT))

    assert sorted(getattr(answer, "code", "paid") for answer in answers) == ["code_used"] * 7 + ["paid"]
    assert wallet(shop.id).balance_minor == 5_00


def test_sixteen_who_empty_one_wallet_never_bring_it_below_zero() -> None:
    mei, shop, lin = make.person(balance_minor=20_00), make.merchant(), make.person()

    def spend(number: int) -> object:
        if number % 2:
            return services.pay(key=uuid7(), payer_id=mei.id, code=shop.id, amount_minor=3_00, at=make.AT)
        return services.transfer(key=uuid7(), sender_id=mei.id, to_handle=lin.handle, amount_minor=3_00, at=make.AT)

    answers = at_once(16, spend)

    assert sum(not isinstance(answer, Refusal) for answer in answers) == 6
    assert {answer.code for answer in answers if isinstance(answer, Refusal)} == {"insufficient_funds"}
    assert (wallet(mei.id).balance_minor, wallet(shop.id).balance_minor + wallet(lin.id).balance_minor) == (2_00, 18_00)


def test_one_key_to_pay_and_to_send_does_one_of_the_two() -> None:
    mei, shop, lin, key = make.person(balance_minor=20_00), make.merchant(), make.person(), uuid7()

    def spend(number: int) -> object:
        if number % 2:
            return services.pay(key=key, payer_id=mei.id, code=shop.id, amount_minor=3_00, at=make.AT)
        return services.transfer(key=key, sender_id=mei.id, to_handle=lin.handle, amount_minor=3_00, at=make.AT)

    answers = at_once(8, spend)

    assert {getattr(answer, "code", "done") for answer in answers} == {"key_reused", "done"}
    assert wallet(mei.id).balance_minor == 17_00


def test_a_wallet_opened_by_eight_at_once_is_one_wallet() -> None:
    new = uuid7()

    answers = at_once(8, lambda _: open_wallet(new, at=make.AT))

    assert len(set(answers)) == 1
    assert wallet(new).account_id == answers[0]
