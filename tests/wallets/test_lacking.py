"""Who lacks money is told what can be done about it here, and nothing that cannot."""

from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings as site
from pytest_django import Settings
from tests import make
from tests.wallets.currencies import open_market

from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.kit.refusals import say
from zhiyin.payments import services as payments

pytestmark = pytest.mark.django_db
NOTHING: dict[str, Any] = {"demo": 0, "stripe_key": "", "bank_iban": ""}


@pytest.mark.parametrize(
    ("ways", "says", "not_said"),
    [
        (NOTHING, "ask a friend", "Add money"),
        (NOTHING | {"stripe_key": "sk_test"}, "Add money", "friend"),
        (NOTHING | {"bank_iban": "DE89370400440532013000"}, "Add money", "friend"),
        ({}, "Add money", "friend"),
    ],
)
def test_adding_money_is_offered_only_where_it_comes_from_somewhere(settings: Settings, ways: dict[str, Any], says: str, not_said: str) -> None:
    mei, lin = make.person(balance_minor=1_00), make.person("lin")
    settings.CONFIG = replace(site.CONFIG, **ways)

    with pytest.raises(Refusal, match="insufficient_funds") as refused:
        payments.transfer(key=uuid7(), sender_id=mei.id, to_handle=lin.handle, amount_minor=2_00, at=make.AT)

    words = say(refused.value, "en")
    assert (says in words, not_said in words) == (True, False)


def test_who_lacks_points_is_told_of_exchanging() -> None:
    open_market()
    mei, lin = make.person(balance_minor=1_00), make.person("lin")

    with pytest.raises(Refusal, match="insufficient_funds") as refused:
        payments.transfer(key=uuid7(), sender_id=mei.id, to_handle=lin.handle, amount_minor=2, at=make.AT, asset="PTS")

    assert "Exchange some" in say(refused.value, "en")
    assert "兑换" in say(refused.value, "zh-hans")
