"""The owner of a shop sees how a settlement came about, where it went, and what the bank sent back; nobody else does."""

import pytest
from django.test import Client
from tests import make
from tests.funding.bank import report
from tests.payments.test_settlements import LATER, price, shop
from tests.payments.test_settlements_at_bank import heard, settled
from tests.web.browser import client_of, words

from zhiyin.funding import services as funding
from zhiyin.identity import queries as identity
from zhiyin.identity import services as people
from zhiyin.payments import queries

pytestmark = pytest.mark.django_db


def owner_of(owner_id: object, language: str) -> Client:
    owner = identity.person(owner_id)  # type: ignore[arg-type]
    assert owner
    people.set_language(owner.id, language)
    return client_of(owner)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("Fees", "Came back from the bank", "bank: AC04", "To your bank, Anna Holm ·· 3000", "Fee for 1 payment")),
        ("zh-hans", ("手续费", "银行退回", "bank: AC04", "转到银行账户 Anna Holm ·· 3000", "1 笔收款的手续费")),
    ],
)
def test_a_settlement_that_came_back_is_told_with_its_lines(language: str, said: tuple[str, ...]) -> None:
    merchant, mei = shop()
    price(merchant, 100, 0)
    one = settled(merchant, mei)
    funding.read_statement(report((one.id.hex, "RJCT", "AC04")), at=LATER)
    heard()
    browser = owner_of(merchant.owner_id, language)

    page = words(browser.get(f"/till/{merchant.slug}/bank/{one.id}/"))

    assert [word for word in said if word not in page] == []
    assert ("Check the account below" if language == "en" else "请核对下面的账户") in words(browser.get(f"/till/{merchant.slug}/bank/"))


def test_a_plan_by_the_month_is_kept() -> None:
    merchant, _mei = shop()
    browser = owner_of(merchant.owner_id, "en")

    browser.post(f"/till/{merchant.slug}/bank/", {"weekday": "month", "minimum": "0", "holder": "Anna", "iban": "DE89370400440532013000"})

    kept = queries.plan(merchant.id)
    assert kept
    assert (kept.monthly, kept.weekday) == (True, None)
    assert '<option value="month" selected>' in browser.get(f"/till/{merchant.slug}/bank/").content.decode()


def test_somebody_elses_settlement_does_not_exist() -> None:
    merchant, mei = shop()
    one = settled(merchant, mei)
    other = make.merchant()

    assert owner_of(other.owner_id, "en").get(f"/till/{other.slug}/bank/{one.id}/").status_code == 404
    assert owner_of(other.owner_id, "en").get(f"/till/{merchant.slug}/bank/{one.id}/").status_code == 404
