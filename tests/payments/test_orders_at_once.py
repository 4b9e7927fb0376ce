"""An order is paid or called off, whoever is faster; never both."""

import threading
from collections.abc import Callable
from functools import partial

import pytest
from django.db import connection
from tests import make

from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.payments import services
from zhiyin.payments.services import NewOrder

pytestmark = pytest.mark.usefixtures("fresh_database")


def test_of_payment_and_cancellation_at_once_exactly_one_happens() -> None:
    shop, mei = make.merchant(), make.person(balance_minor=200_00)
    for _ in range(6):
        order = services.place_order(NewOrder(amount_minor=1_00), key=uuid7(), merchant_id=shop.id, at=make.AT)
        outcomes = at_once(
            partial(services.pay, key=uuid7(), payer_id=mei.id, code=order.payload, at=make.AT),
            partial(services.cancel_order, order.id, merchant_id=shop.id, at=make.AT),
        )
        assert sorted(outcomes) in (["code_cancelled", "done"], ["code_used", "done"])


def test_eight_retries_of_one_request_are_one_order() -> None:
    shop, key = make.merchant(), uuid7()
    place = partial(services.place_order, NewOrder(amount_minor=1_00), key=key, merchant_id=shop.id, at=make.AT)

    assert at_once(*[place] * 8) == ["done"] * 8
    assert services.place_order(NewOrder(amount_minor=1_00), key=key, merchant_id=shop.id, at=make.AT).state == "waiting"


def at_once(*deeds: Callable[[], object]) -> list[str]:
    """What became of the deeds, each done in a thread of its own."""
    outcomes: list[str] = []
    threads = [threading.Thread(target=_tried, args=(deed, outcomes)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def _tried(deed: Callable[[], object], outcomes: list[str]) -> None:
    try:
        deed()
        outcomes.append("done")
    except Refusal as refusal:
        outcomes.append(refusal.code)
    finally:
        connection.close()
