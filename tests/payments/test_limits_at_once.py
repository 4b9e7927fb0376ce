"""Many at the same instant together never pass a limit."""

import pytest
from tests import make
from tests.funding.bank import account_of
from tests.payments.crowd import at_once
from tests.payments.rulebook import LATER, limited

from zhiyin.funding import services as funding
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.payments import services
from zhiyin.wallets.queries import wallet
from zhiyin.wallets.services.limits import set_own_limit

pytestmark = pytest.mark.usefixtures("fresh_database")


def codes(answers: list[object]) -> list[str]:
    return sorted(getattr(answer, "code", type(answer).__name__) for answer in answers if isinstance(answer, Exception))


def test_eight_who_race_for_the_rest_of_a_day_stay_within_it() -> None:
    mei, shop, lin = make.person(balance_minor=100_00), make.merchant(), make.person()
    limited(20_00, deed="out")

    def spend(number: int) -> object:
        if number % 2:
            return services.pay(key=uuid7(), payer_id=mei.id, code=shop.id, amount_minor=6_00, at=LATER)
        return services.transfer(key=uuid7(), sender_id=mei.id, to_handle=lin.handle, amount_minor=6_00, at=LATER)

    answers = at_once(8, spend)

    assert codes(answers) == ["over_limit"] * 5
    assert wallet(mei.id).balance_minor == 82_00


def test_eight_retries_at_the_limit_are_one_payment() -> None:
    mei, shop, key = make.person(balance_minor=100_00), make.merchant(), uuid7()
    limited(6_00)

    answers = at_once(8, lambda _: services.pay(key=key, payer_id=mei.id, code=shop.id, amount_minor=6_00, at=LATER))

    assert {getattr(answer, "id", answer) for answer in answers} == {key}
    assert wallet(mei.id).balance_minor == 94_00


def test_velocity_holds_when_eight_come_at_once() -> None:
    mei, lin = make.person(balance_minor=100_00), make.person()
    limited(3, measure="hourly", deed="transfer")

    answers = at_once(8, lambda _: services.transfer(key=uuid7(), sender_id=mei.id, to_handle=lin.handle, amount_minor=1_00, at=LATER))

    assert (codes(answers), wallet(lin.id).balance_minor) == (["over_limit"] * 5, 3_00)


def test_withdrawals_at_once_stay_within_the_day() -> None:
    rich = make.person(balance_minor=50_000_00)
    account = account_of(rich)

    def withdraw(_: int) -> object:
        return funding.withdraw(key=uuid7(), person_id=rich.id, method_id=account, amount_minor=9_000_00, at=LATER)

    assert codes(at_once(4, withdraw)) == ["over_limit"] * 2


def test_a_limit_lowered_while_payments_are_made_holds_for_all_that_come_after() -> None:
    mei, shop = make.person(balance_minor=100_00), make.merchant()
    set_own_limit(key=uuid7(), person_id=mei.id, deed="payment", measure="each", asset="USD", amount_minor=50_00, at=make.AT)

    def act(number: int) -> object:
        if number == 0:
            set_own_limit(key=uuid7(), person_id=mei.id, deed="payment", measure="each", asset="USD", amount_minor=1_00, at=LATER)
        return services.pay(key=uuid7(), payer_id=mei.id, code=shop.id, amount_minor=2_00, at=LATER)

    answers = at_once(4, act)

    assert isinstance(answers[0], Refusal)  # after its own lowering
    with pytest.raises(Refusal, match="over_limit"):
        services.pay(key=uuid7(), payer_id=mei.id, code=shop.id, amount_minor=2_00, at=LATER)


def test_people_who_pay_each_other_at_their_limits_do_not_wait_for_each_other() -> None:
    mei, lin = make.person(balance_minor=100_00), make.person(balance_minor=100_00)
    limited(8_00, deed="transfer")
    limited(1_000_00, measure="month", deed="out")

    def send(number: int) -> object:
        here, there = (mei, lin) if number % 2 else (lin, mei)
        return services.transfer(key=uuid7(), sender_id=here.id, to_handle=there.handle, amount_minor=2_00, at=LATER)

    assert codes(at_once(12, send)) == ["over_limit"] * 4
    assert [wallet(each.id).balance_minor for each in (mei, lin)] == [100_00, 100_00]
