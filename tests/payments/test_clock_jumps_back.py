"""A clock that was an hour ahead and is put right: lines and seals keep their order, nothing opens twice, and the books agree."""

from datetime import datetime, timedelta

import pytest
from tests import make

from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.ledger import queries as ledger
from zhiyin.ledger.seals import services as seals
from zhiyin.payments import queries, services
from zhiyin.wallets.queries import accounts, wallet

pytestmark = pytest.mark.django_db
AHEAD = make.AT + timedelta(hours=1)


def test_payments_and_seals_keep_the_order_in_which_they_happened() -> None:
    mei, shop = make.person(balance_minor=10_00, at=AHEAD), make.merchant(at=AHEAD)
    first = make.payment(mei.id, shop.id, 1_00, at=AHEAD)
    seals.seal(AHEAD)
    second = make.payment(mei.id, shop.id, 2_00, at=make.AT)
    seals.seal(make.AT)

    lines = ledger.statement(accounts((mei.id,), asset="USD")[mei.id])

    assert [line.transfer_id for line in lines[:2]] == [second.id, first.id]
    assert lines[0].booked_at > lines[1].booked_at
    assert [line.n for line in lines] == [3, 2, 1]
    assert queries.audited().problems == ()


def test_the_same_key_is_the_same_payment_whatever_the_clock_says() -> None:
    mei, shop, key = make.person(balance_minor=10_00), make.merchant(), uuid7(AHEAD)

    first = services.pay(key=key, payer_id=mei.id, code=shop.id, amount_minor=1_00, at=AHEAD)
    again = services.pay(key=key, payer_id=mei.id, code=shop.id, amount_minor=1_00, at=make.AT)

    assert first == again
    assert wallet(shop.id).balance_minor == 1_00


def test_a_code_of_the_future_does_not_pay_and_one_that_was_used_does_not_pay_again() -> None:
    mei, shop = make.person(balance_minor=50_00), make.merchant()
    of_the_future = services.show_code(mei.id, None, at=AHEAD).digits
    used = services.show_code(mei.id, None, at=make.AT).digits

    def take(code: str, at: datetime) -> None:
        services.take_code(key=uuid7(), merchant_id=shop.id, by_id=shop.owner_id, code=code, amount_minor=1_00, at=at)

    take(used, make.AT)
    with pytest.raises(Refusal):
        take(of_the_future, make.AT)
    with pytest.raises(Refusal):
        take(used, make.AT - timedelta(seconds=40))
    assert wallet(shop.id).balance_minor == 1_00
