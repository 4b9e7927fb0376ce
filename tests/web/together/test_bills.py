"""A bill is split in a few steps, without a line of JavaScript."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from tests import make
from tests.web.browser import client_of, words

from zhiyin.events.money import Line
from zhiyin.identity.queries import Person
from zhiyin.payments.queries import Merchant

pytestmark = pytest.mark.django_db
NEW = "/together/bills/new/"


@pytest.fixture(autouse=True)
def friends() -> list[Person]:
    return [make.person(handle, name=handle.title(), balance_minor=50_00) for handle in ("lin", "zhou")]


def _hidden(page: Any) -> dict[str, list[str]]:
    """All hidden fields of the page's last form."""
    form = page.content.decode().split("<form")[-1]
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form):
        found.setdefault(name, []).append(unescape(value))
    return found


def _figures(page: Any) -> str:
    """The page's words without the gaps that set minor digits apart."""
    return words(page).replace(" ", "")


def test_a_bill_without_a_receipt_is_split_equally(browser: Client, friends: list[Person]) -> None:
    preview = browser.get(NEW, {"people": "@lin, zhou", "total": "10", "way": "equal", "note": "dinner"})
    assert _figures(preview).count("$3.33") == 2

    split = browser.post(NEW, _hidden(preview), follow=True)

    assert "0 of 2 have paid their part" in words(split)
    client_of(friends[0]).post(re.findall(r"/together/requests/[0-9a-f-]+/", split.content.decode())[0], {"deed": "pay"})
    assert "1 of 2 have paid their part" in words(browser.get(split.redirect_chain[-1][0]))
    assert "1 of 2 paid" in words(browser.get("/together/"))


def test_shares_are_asked_for_in_a_second_step(browser: Client) -> None:
    asked = browser.get(NEW, {"people": "lin", "total": "10", "way": "shares"})
    assert "Shares of @lin" in words(asked)

    preview = browser.get(NEW, {**_hidden(asked), "w_me": "1", "w_lin": "4"})

    assert "$8.00" in _figures(preview)


def test_a_receipt_is_split_by_its_lines(browser: Client, mei: Person, bakery: Merchant) -> None:
    lines = (Line(item_id="bread", quantity=1, amount_minor=6_00), Line(item_id="tea", quantity=1, amount_minor=3_00))
    payment_id = make.past_payment(mei.id, bakery.id, 9_00, lines=lines)
    assert f"{NEW}?payment={payment_id}" in browser.get(f"/activity/{payment_id}/").content.decode()

    asked = browser.get(NEW, {"payment": str(payment_id), "people": "lin zhou", "way": "lines", "note": "picnic"})
    preview = browser.get(NEW, {**_hidden(asked), "l_1": ["me", "lin"], "l_2": ["zhou"]})
    split = browser.post(NEW, _hidden(preview), follow=True)

    assert _figures(preview).count("$3.00") == 3
    assert "picnic" in words(split)


@pytest.mark.parametrize(
    ("change", "says"), [({"people": "nobody_x"}, "Nobody here is called"), ({"total": "0"}, "more than zero"), ({"people": "mei"}, "1 to 20 others")]
)
def test_what_cannot_be_split_is_said_in_words(browser: Client, change: dict[str, str], says: str) -> None:
    page = browser.get(NEW, {"people": "lin", "total": "10", "way": "equal"} | change)

    assert page.status_code == 422
    assert says in words(page)


def test_somebody_elses_receipt_is_not_there_to_be_split(browser: Client, friends: list[Person], bakery: Merchant) -> None:
    theirs = make.payment(friends[0].id, bakery.id)

    page = browser.get(NEW, {"payment": str(theirs.id), "people": "zhou"})

    assert bakery.name_en not in words(page)
