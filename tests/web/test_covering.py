"""A payment takes what is missing from a card: once, when the person allows it, and the receipt shows the split."""

from typing import Any

import pytest
from django.test import Client
from tests import make
from tests.funding.company import Company, card_of
from tests.web.browser import client_of, hidden, words

from zhiyin.events.money import PaymentRefused
from zhiyin.funding import queries as funds
from zhiyin.funding import services as funding
from zhiyin.funding.providers import known
from zhiyin.identity.queries import Person
from zhiyin.payments.queries import Merchant
from zhiyin.wallets.queries import wallet

pytestmark = pytest.mark.django_db


@pytest.fixture
def company(monkeypatch: pytest.MonkeyPatch) -> Company:
    made = Company()
    monkeypatch.setattr(known, "named", lambda _: made)
    return made


@pytest.fixture
def mei() -> Person:
    return make.person(balance_minor=10_00)


@pytest.fixture
def shop() -> Merchant:
    return make.merchant("Anna's Bakery")


@pytest.fixture
def browser(mei: Person) -> Client:
    return client_of(mei)


def proposal(browser: Client, shop: Merchant) -> Any:
    return browser.get("/pay/confirm/", {"code": shop.slug, "amount": "25.00"})


def pay(browser: Client, page: Any, shop: Merchant, **more: str) -> Any:
    form = {"key": hidden(page, "key"), "code": shop.slug, "amount": "25.00", "note": ""}
    return browser.post("/pay/confirm/", form | more, follow=True)


def test_who_allowed_it_pays_with_balance_and_card_and_sees_the_split(mei: Person, browser: Client, shop: Merchant, company: Company) -> None:
    card_of(mei.id)
    funding.allow_automatic(mei.id, allowed=True, at=make.AT)

    page = proposal(browser, shop)
    assert "And from Demo ·· 4242 · $ 15 .00" in words(page)
    receipt = words(pay(browser, page, shop))

    assert "Wallet balance · $ 10 .00" in receipt
    assert "Demo ·· 4242 · $ 15 .00" in receipt
    assert (wallet(mei.id).balance_minor, wallet(shop.id).balance_minor, company.takes) == (0, 25_00, 1)
    assert (make.published(PaymentRefused), funds.differences()) == ([], ())


def test_nothing_is_taken_from_a_card_of_somebody_who_did_not_allow_it(mei: Person, browser: Client, shop: Merchant, company: Company) -> None:
    card_of(mei.id)

    answer = pay(browser, proposal(browser, shop), shop)

    assert (answer.status_code, company.calls, wallet(mei.id).balance_minor) == (422, 0, 10_00)


def test_a_chosen_card_brings_what_is_missing_this_once(mei: Person, browser: Client, shop: Merchant, company: Company) -> None:
    card_of(mei.id)
    second = card_of(mei.id)
    page = proposal(browser, shop)
    assert "Pay with $15.00 from Demo ·· 4242" in words(page)

    pay(browser, page, shop, method=str(second))

    assert (wallet(shop.id).balance_minor, company.takes, funds.allows_automatic(mei.id)) == (25_00, 1, False)


def test_paying_again_with_the_same_key_takes_nothing_more(mei: Person, browser: Client, shop: Merchant, company: Company) -> None:
    method, page = str(card_of(mei.id)), proposal(browser, shop)

    for _ in range(3):
        pay(browser, page, shop, method=method)

    assert (wallet(shop.id).balance_minor, company.takes) == (25_00, 1)


def test_a_card_whose_answer_is_lost_is_waited_for_and_not_asked_twice(mei: Person, browser: Client, shop: Merchant, company: Company) -> None:
    method, page, company.loses = str(card_of(mei.id)), proposal(browser, shop), ["answer"]

    waiting = pay(browser, page, shop, method=method)
    assert "Your card has not answered yet" in words(waiting)
    pay(browser, waiting, shop)

    assert (wallet(shop.id).balance_minor, wallet(mei.id).balance_minor, company.takes) == (25_00, 0, 1)


def test_a_declined_card_moves_nothing_and_another_may_be_chosen(mei: Person, browser: Client, shop: Merchant, company: Company) -> None:
    declined, works = str(card_of(mei.id, "declined")), str(card_of(mei.id))

    refused = pay(browser, proposal(browser, shop), shop, method=declined)
    assert "Demo ·· 0002 did not pay" in words(refused)
    assert (wallet(mei.id).balance_minor, wallet(shop.id).balance_minor) == (10_00, 0)
    pay(browser, refused, shop, method=works)

    assert wallet(shop.id).balance_minor == 25_00


def test_somebody_elses_card_brings_nothing(mei: Person, browser: Client, shop: Merchant, company: Company) -> None:
    card_of(mei.id)

    answer = pay(browser, proposal(browser, shop), shop, method=str(card_of(make.person().id)))

    assert (answer.status_code, company.calls, wallet(mei.id).balance_minor) == (404, 0, 10_00)
