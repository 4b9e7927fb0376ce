"""Everybody who joins has a wallet."""

import pytest
from tests import make

from zhiyin.identity import services as identity
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.wallets import queries, services

pytestmark = pytest.mark.django_db


def test_who_has_just_joined_has_nothing_yet_and_no_account() -> None:
    new = identity.join(handle="new_one", name="New One", at=make.AT)

    found = queries.wallet(new.id)

    assert (found.account_id, found.balance_minor, found.available_minor, found.asset) == (None, 0, 0, "USD")


def test_opening_twice_opens_once() -> None:
    new = uuid7()

    assert services.open_wallet(new, at=make.AT) == services.open_wallet(new, at=make.AT)


def test_many_wallets_are_read_in_two_statements(django_assert_num_queries: pytest.FixtureRequest) -> None:
    people = [make.person(balance_minor=minor).id for minor in (1_00, 2_00, 3_00)]

    with django_assert_num_queries(2):  # type: ignore[operator]
        found = queries.wallets(people)

    assert [found[each].balance_minor for each in people] == [1_00, 2_00, 3_00]


def test_a_statement_shows_what_came_and_went() -> None:
    mei, shop = make.person(balance_minor=20_00), make.merchant()
    paid = make.payment(mei.id, shop.id, 5_00)

    assert [(entry.amount_minor, entry.balance_minor) for entry in queries.statement(mei.id)] == [(-5_00, 15_00), (20_00, 20_00)]
    assert queries.entries(mei.id, [paid.id])[paid.id].balance_minor == 15_00
    assert queries.statement(uuid7()) == ()


def test_a_wallet_does_not_go_below_zero_and_the_issuer_may() -> None:
    wallet, issuer = services.open_wallet(uuid7(), at=make.AT), services.system_account("issuer")

    services.move(key=uuid7(), debit=issuer, credit=wallet, amount_minor=5_00, asset="USD", code=services.Code.TOP_UP)
    with pytest.raises(Refusal, match="insufficient_funds"):
        services.move(key=uuid7(), debit=wallet, credit=issuer, amount_minor=5_01, asset="USD", code=services.Code.TRANSFER)
