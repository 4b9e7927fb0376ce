"""Many top-ups at the same instant."""

import pytest
from tests import make
from tests.funding.company import card_of
from tests.payments.crowd import at_once

from zhiyin.funding import services
from zhiyin.kit.ids import uuid7
from zhiyin.wallets.queries import wallet


@pytest.mark.usefixtures("fresh_database")
def test_eight_retries_of_one_top_up_bring_the_money_once() -> None:
    mei, key = make.person(), uuid7()

    answers = at_once(8, lambda _: services.top_up(key=key, person_id=mei.id, amount_minor=5_00, at=make.AT))

    assert {getattr(answer, "id", answer) for answer in answers} == {key}
    assert wallet(mei.id).balance_minor == 5_00


@pytest.mark.usefixtures("fresh_database")
def test_eight_retries_of_one_charge_take_the_money_once() -> None:
    mei, key = make.person(), uuid7()
    card = card_of(mei.id)

    answers = at_once(8, lambda _: services.charge(key=key, person_id=mei.id, method_id=card, amount_minor=5_00, at=make.AT))

    assert {getattr(answer, "id", answer) for answer in answers} == {key}
    assert wallet(mei.id).balance_minor == 5_00
