"""A running tab with the forms, without a line of JavaScript."""

import pytest
from django.test import Client
from tests import make
from tests.web.browser import client_of, hidden, words

pytestmark = pytest.mark.django_db


def _opened(browser: Client) -> str:
    form = browser.get("/together/tabs/new/")
    return str(browser.post("/together/tabs/new/", {"key": hidden(form, "key"), "name": "Trip", "people": "@lin"}).headers["Location"])


def test_two_note_what_they_paid_and_settle_with_one_payment(browser: Client) -> None:
    lin = client_of(make.person("lin", name="Lin"))
    there = _opened(browser)

    for who, amount in ((browser, "30"), (lin, "6")):
        form = {"key": hidden(who.get(there), "key"), "amount": amount, "note": "food", "deed": "add"}
        for _ in range(2):
            page = who.post(there, form, follow=True)

    assert "Lin pays Mei Lin $ 12 .00" in words(page)
    settled = browser.post(there, {"deed": "settle"}, follow=True)
    assert "settled on" in words(settled)
    assert "waits for you" in words(lin.get("/together/"))


def test_only_whoever_opened_it_may_settle(browser: Client) -> None:
    lin, there = client_of(make.person("lin")), _opened(browser)
    browser.post(there, {"key": hidden(browser.get(there), "key"), "amount": "4", "deed": "add"})

    assert "Settle: ask everybody" not in words(lin.get(there))
    assert lin.post(there, {"deed": "settle"}).status_code == 404


@pytest.mark.parametrize(("form", "says"), [({"amount": "0", "deed": "add"}, "more than zero"), ({"deed": "settle"}, "Nobody owes anybody")])
def test_what_cannot_be_is_said_in_words(browser: Client, form: dict[str, str], says: str) -> None:
    make.person("lin")
    there = _opened(browser)

    page = browser.post(there, {"key": hidden(browser.get(there), "key"), **form})

    assert (page.status_code, says in words(page)) == (422, True)
