"""Points, euros and bitcoin go from person to person like money, each in its own digits."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as site
from pytest_django import Settings
from tests import make
from tests.wallets.currencies import balance, open_market

from zhiyin.events.money import TransferCompleted
from zhiyin.identity.queries import Person
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.ledger import queries as ledger
from zhiyin.payments import queries, services
from zhiyin.payments.queries import together
from zhiyin.payments.services import together as friends
from zhiyin.wallets import services as wallets

pytestmark = pytest.mark.django_db
BITCOIN = 100_000_000


@pytest.fixture
def mei() -> Person:
    open_market()
    mei = make.person("mei", name="Mei", balance_minor=20_00)
    for asset, amount in (("PTS", 1_200), ("BTC", 2 * BITCOIN), ("EUR", 50_00)):
        wallets.give(key=uuid7(), person_id=mei.id, asset=asset, amount_minor=amount, at=make.AT)
    return mei


@pytest.fixture
def lin() -> Person:
    return make.person("lin", name="Lin")


def sent(mei: Person, amount_minor: int, asset: str, **terms: Any) -> queries.Transfer:
    deed: dict[str, Any] = {"key": uuid7(), "sender_id": mei.id, "to_handle": "lin", "at": make.AT}
    return services.transfer(**(deed | {"amount_minor": amount_minor, "asset": asset} | terms))


@pytest.mark.parametrize(("asset", "amount_minor"), [("PTS", 250), ("EUR", 7_50), ("BTC", 1)])
def test_it_leaves_one_wallet_and_enters_the_other_and_no_money_moves(mei: Person, lin: Person, asset: str, amount_minor: int) -> None:
    had = balance(mei.id, asset)

    done = sent(mei, amount_minor, asset)

    assert (balance(mei.id, asset), balance(lin.id, asset)) == (had - amount_minor, amount_minor)
    assert (balance(mei.id, "USD"), balance(lin.id, "USD")) == (20_00, 0)
    assert [(fact.amount_minor, fact.asset) for fact in make.published(TransferCompleted)] == [(amount_minor, asset)]
    receipts = [queries.transfer(done.id, for_person=each.id) for each in (mei, lin)]
    assert [(each.asset, each.amount_minor, each.balance_after_minor) for each in receipts if each] == [
        (asset, -amount_minor, had - amount_minor),
        (asset, amount_minor, amount_minor),
    ]
    assert (queries.differences(), ledger.verify().problems) == ((), ())


def test_the_account_book_has_each_line_in_its_own_currency(mei: Person, lin: Person) -> None:
    sent(mei, 5_00, "")
    sent(mei, 250, "PTS")
    sent(mei, BITCOIN // 1_000, "BTC")

    book = {row.asset: row for row in queries.activity(lin.id).rows}

    assert {asset: (row.amount_minor, row.balance_minor) for asset, row in book.items()} == {
        "USD": (5_00, 5_00),
        "PTS": (250, 250),
        "BTC": (100_000, 100_000),
    }


def test_an_amount_that_is_looked_for_is_one_of_money(mei: Person, lin: Person) -> None:
    sent(mei, 5_00, "")
    sent(mei, 500, "PTS")

    for words in ("5.00", ">4", "1-9"):
        wanted = queries.wanted(words, at=make.AT, zone="UTC", asset="USD")
        assert [row.asset for row in queries.activity(lin.id, words=wanted).rows] == ["USD"]
    assert len(queries.activity(lin.id, words="mei").rows) == 2


def test_friends_see_it_in_its_own_currency(mei: Person, lin: Person) -> None:
    friends.share_with(mei.id, ["lin"], shown=True, amounts=True, at=make.AT - timedelta(days=1))
    sent(mei, 250, "PTS")

    assert [(item.amount_minor, item.asset) for item in together.feed(lin.id)] == [(250, "PTS")]


@pytest.mark.parametrize(
    ("amount_minor", "asset", "code"),
    [
        (1_201, "PTS", "insufficient_funds"),
        (1, "XXX", "unknown_asset"),
        (0, "PTS", "bad_amount"),
        (-1, "BTC", "bad_amount"),
        (1, "pts", "unknown_asset"),
    ],
)
@pytest.mark.usefixtures("lin")
def test_what_cannot_be_sent_is_refused(mei: Person, amount_minor: int, asset: str, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        sent(mei, amount_minor, asset)

    assert balance(mei.id, "PTS") == 1_200


def test_who_never_had_any_is_told_they_lack_it(mei: Person, lin: Person) -> None:
    with pytest.raises(Refusal, match="insufficient_funds") as refused:
        services.transfer(key=uuid7(), sender_id=lin.id, to_handle=mei.handle, amount_minor=5, at=make.AT, asset="PTS")

    assert "PTS" in str(refused.value.facts["available"])


def test_one_key_is_one_currency(mei: Person, lin: Person) -> None:
    key = uuid7()
    assert sent(mei, 5_00, "EUR", key=key) == sent(mei, 5_00, "EUR", key=key)

    with pytest.raises(Refusal, match="key_reused"):
        sent(mei, 5_00, "", key=key)

    assert (balance(lin.id, "EUR"), balance(lin.id, "USD")) == (5_00, 0)


def test_what_is_worth_more_than_the_limit_is_confirmed_in_its_own_currency(mei: Person, lin: Person, settings: Settings) -> None:
    settings.CONFIG = replace(site.CONFIG, prove_over_minor=100_00, prove_new_over_minor=50_00)

    sent(mei, 1_200, "PTS")  # worth $12
    sent(mei, BITCOIN // 6_400, "BTC")  # worth $10
    with pytest.raises(services.ConfirmationNeeded) as needed:
        sent(mei, BITCOIN // 100, "BTC")  # worth $640

    assert (needed.value.terms["asset"], needed.value.terms["amount_minor"]) == ("BTC", "1000000")
    assert balance(lin.id, "PTS") == 1_200


def test_what_nobody_knows_the_worth_of_is_confirmed(mei: Person, lin: Person, settings: Settings) -> None:
    settings.CONFIG = replace(site.CONFIG, prove_over_minor=100_00, prove_new_over_minor=50_00)
    stale = make.AT + timedelta(hours=3)

    with pytest.raises(services.ConfirmationNeeded):
        sent(mei, 1, "PTS", at=stale)

    assert balance(lin.id, "PTS") == 0
