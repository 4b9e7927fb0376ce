"""Many who give back at the same instant."""

import random

import pytest
from tests import make
from tests.payments.crowd import at_once

from zhiyin.events.money import PaymentRefunded
from zhiyin.kit.ids import uuid7
from zhiyin.payments import queries, services
from zhiyin.wallets.queries import wallet

pytestmark = pytest.mark.usefixtures("fresh_database")


@pytest.mark.parametrize("seed", range(3))
def test_eight_at_once_never_give_back_more_than_was_paid(seed: int) -> None:
    draw = random.Random(seed)
    mei, shop = make.person(balance_minor=500_00), make.merchant()
    paid, _other = make.payment(mei.id, shop.id, 20_00), make.payment(mei.id, shop.id, 400_00)
    parts = [draw.randint(1, 9_00) for _ in range(8)]

    answers = at_once(8, lambda number: services.refund(key=uuid7(), payment_id=paid.id, by_id=shop.owner_id, amount_minor=parts[number], at=make.AT))

    back = sum(answer.amount_minor for answer in answers if isinstance(answer, queries.Refund))
    assert {getattr(answer, "code", "given") for answer in answers} <= {"given", "refund_too_large"}
    assert 0 < back <= 20_00
    assert wallet(mei.id).balance_minor == 80_00 + back
    assert queries.differences() == ()


def test_eight_retries_with_one_key_give_back_once() -> None:
    mei, shop, key = make.person(balance_minor=50_00), make.merchant(), uuid7()
    paid = make.payment(mei.id, shop.id, 40_00)

    answers = at_once(8, lambda _: services.refund(key=key, payment_id=paid.id, by_id=shop.owner_id, amount_minor=5_00, at=make.AT))

    assert {answer.id if isinstance(answer, queries.Refund) else answer for answer in answers} == {key}
    assert wallet(mei.id).balance_minor == 15_00
    assert len(make.published(PaymentRefunded)) == 1


def test_a_cashier_in_eight_windows_stays_within_the_limit() -> None:
    mei, shop, lin = make.person(balance_minor=50_00), make.merchant(), make.person()
    asked = services.invite_staff(key=uuid7(), merchant_id=shop.id, by_id=shop.owner_id, handle=lin.handle, refund_max_minor=5_00, at=make.AT)
    services.accept_invitation(asked, person_id=lin.id, at=make.AT)
    paid = [make.payment(mei.id, shop.id, 5_00) for _ in range(8)]

    at_once(8, lambda number: services.refund(key=uuid7(), payment_id=paid[number].id, by_id=lin.id, amount_minor=2_00, at=make.AT))

    assert wallet(mei.id).balance_minor == 14_00
