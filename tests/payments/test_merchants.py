"""Merchants open and list what they sell."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests import make

from zhiyin.events.money import ItemListed, MerchantOpened
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.payments import queries, services
from zhiyin.payments.services import NewItem, NewMerchant
from zhiyin.wallets.queries import wallet

pytestmark = pytest.mark.django_db


def new(**other: Any) -> NewMerchant:
    made = NewMerchant(id=uuid7(), owner_id=make.person().id, slug="annas-bakery", name_en="Anna's Bakery", name_zh="安娜面包房", city="Columbus")
    return replace(made, **other)


def test_a_merchant_that_opened_has_a_wallet_and_a_code_and_is_told() -> None:
    opened = services.open_merchant(new(), at=make.AT)

    assert queries.merchants_of(opened.owner_id) == (opened,)
    assert (len(opened.short_code), wallet(opened.id).account_id is None) == (6, False)
    assert [(fact.merchant_id, fact.name_zh) for fact in make.published(MerchantOpened)] == [(opened.id, "安娜面包房")]


def test_opening_again_answers_what_is_there() -> None:
    bakery = new()

    assert services.open_merchant(bakery, at=make.AT) == services.open_merchant(replace(bakery, name_en="Other"), at=make.AT + timedelta(days=1))
    assert len(make.published(MerchantOpened)) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("slug", "A Bakery"),
        ("slug", "ab"),
        ("mcc", "54"),
        ("country", "us"),
        ("name_en", " "),
        ("name_en", "n" * 81),
        ("city", ""),
        ("postal_code", "é"),
    ],
)
def test_a_merchant_that_nobody_could_find_is_not_opened(field: str, value: str) -> None:
    with pytest.raises(Refusal) as refused:
        services.open_merchant(new(**{field: value}), at=make.AT)

    assert (refused.value.code, refused.value.facts) == ("bad_merchant", {"field": field})


def test_two_merchants_do_not_share_an_address() -> None:
    services.open_merchant(new(), at=make.AT)

    with pytest.raises(Refusal, match="bad_merchant"):
        services.open_merchant(new(), at=make.AT)


def test_only_what_is_new_on_the_list_is_told() -> None:
    milk, bread = NewItem(item_id="1", name_en="Milk", name_zh="牛奶", category="dairy"), NewItem(item_id="2", name_en="Bread")

    assert services.list_items([milk, bread], at=make.AT) == 2
    assert services.list_items([milk, replace(bread, name_zh="面包")], at=make.AT + timedelta(days=1)) == 1

    assert [fact.item_id for fact in make.published(ItemListed)] == ["1", "2", "2"]
    assert queries.items(["2"])["2"].name_zh == "面包"


@pytest.mark.parametrize("words", ["bakery", "面包", "columbus"])
def test_payments_to_a_merchant_are_found_by_its_name_in_either_language_and_by_its_city(words: str) -> None:
    opened = services.open_merchant(new(), at=make.AT)
    paid = make.payment(make.person(balance_minor=5_00).id, opened.id)

    assert [row.id for row in queries.recent_payments(words=words).rows] == [paid.id]
