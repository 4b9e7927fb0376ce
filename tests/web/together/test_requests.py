"""Asking for money and answering, without a line of JavaScript."""

import re
from typing import Any

import pytest
from django.test import Client
from tests import make
from tests.web.browser import client_of, hidden, words

from zhiyin.followups import services as followups
from zhiyin.identity.queries import Person
from zhiyin.kit import clock
from zhiyin.outbox import services as outbox
from zhiyin.wallets import queries as wallets

pytestmark = pytest.mark.django_db


@pytest.fixture
def lin() -> Person:
    return make.person("lin", name="Lin Chen", balance_minor=20_00)


def _asked(browser: Client, **change: str) -> str:
    """Mei has asked @lin for 7.50 with the form; the address of the request."""
    form = {"key": hidden(browser.get("/together/ask/"), "key"), "of": "@Lin", "amount": "7.50", "note": "tea"}
    return str(browser.post("/together/ask/", form | change).headers["Location"])


def _told() -> None:
    """The worker has been round."""
    outbox.drain(at=clock.now())
    followups.run_due(clock.now(), limit=50)


def test_a_request_lies_in_the_inbox_and_is_paid_by_one_tap(browser: Client, mei: Person, lin: Person) -> None:
    _asked(browser)
    _told()
    theirs = client_of(lin)
    inbox = theirs.get("/inbox/")
    assert "Mei Lin asks you for $7.50" in words(inbox)

    there = next(iter(re.findall(r"/together/requests/[0-9a-f-]+/", inbox.content.decode())))
    paid = [theirs.post(there, {"deed": "pay"}, follow=True) for _ in range(2)][-1]

    assert "paid" in words(paid)
    assert (wallets.wallet(mei.id).balance_minor, wallets.wallet(lin.id).balance_minor) == (107_50, 12_50)
    _told()
    assert "Lin Chen paid you $7.50" in words(browser.get("/inbox/"))


def test_saying_no_costs_nothing_and_is_told(browser: Client, lin: Person) -> None:
    there = _asked(browser)

    client_of(lin).post(there, {"deed": "decline"})

    _told()
    assert "declined" in words(browser.get(there))
    assert "Lin Chen said no to $7.50" in words(browser.get("/inbox/"))
    assert wallets.wallet(lin.id).balance_minor == 20_00


def test_what_is_taken_back_at_once_never_reaches_the_inbox(browser: Client, lin: Person) -> None:
    browser.post(_asked(browser), {"deed": "cancel"})

    _told()

    assert "asks you" not in words(client_of(lin).get("/inbox/"))


def test_a_reminder_is_offered_from_the_next_day_on(browser: Client, lin: Person) -> None:
    there = _asked(browser)

    page = browser.post(there, {"deed": "remind"})

    assert page.status_code == 422
    assert "One reminder a day is enough" in words(page)
    assert "You can remind them from" in words(page)


def test_without_the_money_the_page_says_so_and_the_request_waits(browser: Client, lin: Person) -> None:
    there = _asked(browser, amount="20.01")

    page = client_of(lin).post(there, {"deed": "pay"})

    assert page.status_code == 422
    assert "not enough for $20.01" in words(page)
    assert "waits for you" in words(client_of(lin).get("/together/"))


@pytest.mark.parametrize(
    ("change", "says"), [({"of": "nobody_here"}, "Nobody here is called"), ({"amount": "0"}, "more than zero"), ({"of": "mei"}, "That is you")]
)
def test_what_cannot_be_asked_is_said_beside_its_field(browser: Client, lin: Person, change: dict[str, str], says: str) -> None:
    form = {"key": hidden(browser.get("/together/ask/"), "key"), "of": "lin", "amount": "7.50"}

    page = browser.post("/together/ask/", form | change)

    assert page.status_code == 422
    assert says in words(page)


def test_everything_between_people_is_read_in_few_statements(browser: Client, mei: Person, lin: Person, django_assert_max_num_queries: Any) -> None:
    for _ in range(5):
        _asked(browser)

    with django_assert_max_num_queries(14):
        page = browser.get("/together/")

    assert words(page).count("waiting for them") == 5
