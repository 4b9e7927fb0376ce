"""Many tills, and many phones, at the same instant."""

from datetime import timedelta

import pytest
from tests import make
from tests.payments.crowd import at_once

from zhiyin.kit.ids import uuid7
from zhiyin.payments import queries, services
from zhiyin.payments.queries import Presented
from zhiyin.wallets.queries import wallet

pytestmark = pytest.mark.usefixtures("fresh_database")


def test_one_code_before_eight_tills_is_paid_once() -> None:
    mei, shops = make.person(balance_minor=100_00), [make.merchant() for _ in range(8)]
    code = services.show_code(mei.id, None, at=make.AT).digits

    answers = at_once(
        8,
        lambda number: services.take_code(
            key=uuid7(), merchant_id=shops[number].id, by_id=shops[number].owner_id, code=code, amount_minor=5_00, at=make.AT
        ),
    )

    assert sorted(getattr(answer, "code", "paid") for answer in answers) == ["paid"] + ["presented_code_used"] * 7
    assert wallet(mei.id).balance_minor == 95_00
    assert queries.differences() == ()


def test_one_till_that_retries_eight_times_is_paid_once() -> None:
    mei, shop, key = make.person(balance_minor=100_00), make.merchant(), uuid7()
    code = services.show_code(mei.id, None, at=make.AT).digits

    answers = at_once(8, lambda _: services.take_code(key=key, merchant_id=shop.id, by_id=shop.owner_id, code=code, amount_minor=5_00, at=make.AT))

    assert {answer.state if isinstance(answer, Presented) else answer for answer in answers} == {"paid"}
    assert wallet(mei.id).balance_minor == 95_00


def test_yes_and_no_at_the_same_instant_end_in_one_of_them() -> None:
    mei, shop = make.person(balance_minor=100_00), make.merchant()
    asked, at = make.presented(mei.id, shop, 60_00), make.AT + timedelta(seconds=5)

    answers = at_once(8, lambda number: (services.agree if number % 2 else services.decline)(asked.id, person_id=mei.id, at=at))

    states = {answer.state for answer in answers if isinstance(answer, Presented)}
    assert states in ({"paid"}, {"declined"})
    assert wallet(mei.id).balance_minor == (40_00 if states == {"paid"} else 100_00)
