"""An operator staffs a deployment and opens its shops from the command line."""

from contextlib import nullcontext

import pytest

from tests import make
from zhiyin import cli
from zhiyin.identity import queries as identity
from zhiyin.payments import queries as payments

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(cli.NEEDS, "database", lambda _: nullcontext())


def test_a_role_is_given_and_taken_by_handle(capsys: pytest.CaptureFixture[str]) -> None:
    mei = make.person("mei")

    assert cli.main(["role", "@mei", "support"]) == 0
    assert capsys.readouterr().out == "@mei: person, support\n"
    assert cli.main(["role", "mei", "support", "--take"]) == 0
    assert identity.person(mei.id) == mei


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["role", "nobody", "support"], "zhiyin: Nobody here is called “nobody”."),
        (["role", "mei", "king"], "Choose one of: merchant, support, marketing, product, risk, auditor, admin."),
        (["shop", "nobody", "--name", "Bakery"], "zhiyin: Nobody here is called “nobody”."),
        (["shop", "mei", "--name", "Bakery", "--country", "Ohio"], "The shop's country cannot be used."),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence_and_changes_nothing(words: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    mei = make.person("mei")

    assert cli.main(words) == 1
    assert says in capsys.readouterr().err
    assert identity.person(mei.id) == mei


def test_a_shop_can_be_paid_and_its_owner_has_a_till(capsys: pytest.CaptureFixture[str]) -> None:
    anna = make.person("anna")

    assert cli.main(["shop", "anna", "--name", "Anna's Bakery", "--name-zh", "安娜面包房", "--category", "bakery"]) == 0

    shop = payments.read_code("annas-bakery", at=make.AT).merchant
    assert (shop.owner_id, shop.name("zh-hans"), shop.mcc, shop.city) == (anna.id, "安娜面包房", "5462", "New York")
    assert "merchant" in getattr(identity.person(anna.id), "roles", ())
    assert shop.short_code in capsys.readouterr().out


def test_a_shop_is_opened_once_and_another_of_that_name_has_an_address_of_its_own() -> None:
    anna, bo = make.person("anna"), make.person("bo_li")

    assert [cli.main(["shop", handle, "--name", "Bakery"]) for handle in ("anna", "anna", "bo_li", "bo_li")] == [0] * 4

    assert [shop.slug for shop in payments.merchants_of(anna.id)] == ["bakery"]
    assert [shop.slug for shop in payments.merchants_of(bo.id)] == ["bakery-bo-li"]


@pytest.mark.parametrize(("name", "slug"), [("安娜面包房", "shop"), ("Ü", "u-anna"), ("B" * 60, "b" * 40)])
def test_every_name_makes_an_address_to_type(name: str, slug: str) -> None:
    anna = make.person("anna")

    assert cli.main(["shop", "anna", "--name", name]) == 0

    assert [shop.slug for shop in payments.merchants_of(anna.id)] == [slug]
