"""An operator says on the command line what wallets can hold."""

import argparse
from uuid import UUID

import pytest
from django.db import connection

from tests import make
from zhiyin import cli
from zhiyin.kit.asking import ask
from zhiyin.site.commands import asset
from zhiyin.site.commands.role import NotDone
from zhiyin.site.demo import currencies
from zhiyin.wallets import queries

pytestmark = pytest.mark.django_db


def others(person_id: UUID) -> tuple[tuple[str, int], ...]:
    with connection.cursor() as cursor:
        return ask(cursor, queries.others(person_id))


def said(*words: str) -> argparse.Namespace:
    return cli._parser().parse_args(["asset", *words])


def test_a_currency_of_iso_needs_its_code_only_and_points_their_names(capsys: pytest.CaptureFixture[str]) -> None:
    mei = make.person("mei")

    asset.run(said("add", "chf"))
    asset.run(said("add", "PTS", "--kind", "points", "--scale", "0", "--name-en", "Points", "--name-zh", "积分", "--spread", "0"))
    asset.run(said("give", "PTS", "--to", "mei", "--amount", "100"))
    asset.run(said("fund", "CHF", "--amount", "1,000.50"))

    assert [each.asset.code for each in queries.assets()] == ["USD", "CHF", "PTS"]
    assert others(mei.id) == (("PTS", 100),)
    assert "CHF  Swiss Franc 瑞士法郎: fiat, scale 2, spread 0.5 %" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ("add", "PTS"),
        ("add", "TOOLONGCODE", "--name-en", "x", "--name-zh", "x"),
        ("add", "EUR", "--spread", "much"),
        ("add", "EUR", "--spread", "NaN"),
        ("add", "EUR", "--spread", "0.123"),
        ("fund", "XYZ", "--amount", "1"),
        ("give", "USD", "--to", "mei", "--amount", "1"),
        ("fund", "USD", "--amount", "1", "--key", "x"),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_is_done(words: tuple[str, ...]) -> None:
    make.person("mei")

    with pytest.raises(NotDone):
        asset.run(said(*words))

    assert [each.asset.code for each in queries.assets()] == ["USD"]


def test_the_demo_opens_its_currencies_once() -> None:
    mei = make.person()

    currencies.open_for([mei.id], at=make.AT)
    currencies.open_for([mei.id], at=make.AT)

    assert dict(others(mei.id)) == {"CNY": 300_00, "EUR": 40_00, "PTS": 1_250}
    assert queries.rate("EUR", "BTC", at=make.AT).source == "demo"
