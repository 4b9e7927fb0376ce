"""What wallets can hold besides the deployment's own currency, as its operator decides."""

from dataclasses import replace
from uuid import UUID

import pytest
from django.db import connection
from tests import make
from tests.wallets.currencies import BTC, EUR, PTS, balance, open_market

from zhiyin.kit.asking import ask
from zhiyin.kit.formats import money
from zhiyin.kit.ids import uuid7
from zhiyin.kit.money import ASSETS
from zhiyin.ledger.services.assets import ScaleDiffers
from zhiyin.wallets import queries, services

pytestmark = pytest.mark.django_db


def others(person_id: UUID) -> tuple[tuple[str, int], ...]:
    with connection.cursor() as cursor:
        return ask(cursor, queries.others(person_id))


def test_an_added_asset_can_be_held_named_and_written() -> None:
    token = services.NewAsset(code="ACORN", kind="community", scale=3, symbol="ACORN", name_en="Acorns", name_zh="橡果币")

    services.add_asset(token, at=make.AT)

    assert [each.asset.code for each in queries.assets()] == ["USD", "ACORN"]
    assert (ASSETS["ACORN"].name("zh-hans"), ASSETS["ACORN"].name("en")) == ("橡果币", "Acorns")
    assert money(1_234_567, "ACORN") == "1,234.567\N{NO-BREAK SPACE}ACORN"
    assert services.open_wallet(make.person().id, asset="ACORN", at=make.AT)


def test_another_process_learns_of_an_asset_when_it_first_meets_it() -> None:
    services.add_asset(PTS, at=make.AT)
    ASSETS.pop("PTS", None)

    assert ASSETS["PTS"].scale == 0
    with pytest.raises(KeyError):
        ASSETS["NOSUCH"]


def test_adding_again_changes_names_and_spread_and_never_what_money_is_counted_in() -> None:
    services.add_asset(PTS, at=make.AT)

    services.add_asset(replace(PTS, name_en="Stars", spread_bp=25), at=make.AT)
    assert (ASSETS["PTS"].name_en, services.check_offered("PTS").spread_bp) == ("Stars", 25)

    with pytest.raises(ScaleDiffers):
        services.add_asset(replace(PTS, scale=2), at=make.AT)
    with pytest.raises(services.BadAsset):
        services.add_asset(replace(PTS, kind="community"), at=make.AT)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (replace(PTS, code="pts"), "code"),
        (replace(PTS, code="A" * 9), "code"),
        (replace(PTS, code="CHF"), "code"),
        (replace(PTS, kind="shares"), "kind"),
        (replace(PTS, kind="fiat"), "kind"),
        (replace(PTS, scale=9), "scale"),
        (replace(PTS, scale=-1), "scale"),
        (replace(EUR, code="JPY", symbol="JP¥"), "scale"),
        (replace(EUR, symbol="$"), "symbol"),
        (replace(PTS, symbol=" "), "symbol"),
        (replace(PTS, name_zh=""), "name"),
        (replace(PTS, spread_bp=5_001), "spread"),
        (replace(PTS, chain="simulated"), "chain"),
        (replace(BTC, confirmations=0), "confirmations"),
    ],
)
def test_what_wallets_cannot_hold_is_refused_by_its_field(wrong: services.NewAsset, field: str) -> None:
    with pytest.raises(services.BadAsset) as refused:
        services.add_asset(wrong, at=make.AT)

    assert refused.value.facts["field"] == field


def test_the_app_adds_assets_through_the_ledgers_function_only() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select ledger.add_asset('USD', 2::smallint), ledger.add_asset('USD', 3::smallint)")
        assert cursor.fetchone() == (2, 2)


def test_a_wallet_shows_what_there_is_of_each_with_the_own_currency_first() -> None:
    open_market()
    mei = make.person(balance_minor=5_00)
    services.give(key=uuid7(), person_id=mei.id, asset="PTS", amount_minor=120, at=make.AT)

    assert [(each.asset, each.balance_minor) for each in queries.holdings(mei.id)] == [("USD", 5_00), ("EUR", 0), ("PTS", 120), ("BTC", 0)]
    assert balance(mei.id, "PTS") == 120
    assert [each.amount_minor for each in queries.statement(mei.id, asset="PTS")] == [120]
    assert others(mei.id) == (("PTS", 120),)
    assert queries.worths(queries.holdings(mei.id), at=make.AT) == {"USD": 5_00, "EUR": 0, "PTS": 1_20, "BTC": 0}


def test_the_own_currency_is_not_given_away_like_points() -> None:
    with pytest.raises(services.UnknownAsset):
        services.give(key=uuid7(), person_id=make.person().id, asset="USD", amount_minor=1_00, at=make.AT)
