"""A payment takes what is missing from a card: once, when the person allows it, and the receipt shows the split."""

from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings as site
from django.test import Client
from pytest_django import Settings
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


def test_a_chosen_card_pays_all_of_it_and_the_balance_stays(mei: Person, browser: Client, shop: Merchant, company: Company) -> None:
    card = card_of(mei.id)
    make.top_up(mei.id, 30_00)
    page = proposal(browser, shop)
    assert "Pay all $25.00 from Demo ·· 4242" in words(page)

    for _ in range(3):
        receipt = words(pay(browser, page, shop, method=f"all:{card}"))

    assert "Paid from Demo ·· 4242 · $ 25 .00" in receipt
    assert "Wallet balance" not in receipt
    assert (wallet(mei.id).balance_minor, wallet(shop.id).balance_minor, company.takes) == (40_00, 25_00, 1)
    assert funds.differences() == ()


def test_a_card_pays_all_of_it_also_when_the_balance_would_not_do(mei: Person, browser: Client, shop: Merchant, company: Company) -> None:
    card = card_of(mei.id)

    pay(browser, proposal(browser, shop), shop, method=f"all:{card}")

    assert (wallet(mei.id).balance_minor, wallet(shop.id).balance_minor, company.takes) == (10_00, 25_00, 1)


def test_a_declined_card_takes_nothing_from_a_balance_that_would_do(mei: Person, browser: Client, shop: Merchant, company: Company) -> None:
    declined = card_of(mei.id, "declined")
    make.top_up(mei.id, 30_00)

    refused = pay(browser, proposal(browser, shop), shop, method=f"all:{declined}")
    assert (refused.status_code, "Demo ·· 0002 did not pay" in words(refused)) == (422, True)
    assert (wallet(mei.id).balance_minor, wallet(shop.id).balance_minor) == (40_00, 0)
    pay(browser, refused, shop)

    assert (wallet(mei.id).balance_minor, wallet(shop.id).balance_minor, company.takes) == (15_00, 25_00, 1)


def test_no_card_is_asked_for_a_payment_that_would_be_refused(mei: Person, browser: Client, company: Company) -> None:
    own, card = make.merchant(owner_id=mei.id), card_of(mei.id)

    refused = pay(browser, proposal(browser, own), own, method=f"all:{card}")

    assert (refused.status_code, company.calls, wallet(mei.id).balance_minor) == (422, 0, 10_00)


def test_a_card_is_asked_only_after_a_large_payment_was_confirmed(
    mei: Person, browser: Client, shop: Merchant, company: Company, settings: Settings
) -> None:
    settings.CONFIG = replace(site.CONFIG, prove_over_minor=100_00, prove_new_over_minor=50_00)
    card, form = card_of(mei.id), {"code": shop.slug, "amount": "90.00", "note": ""}
    page = browser.get("/pay/confirm/", form)

    asked = browser.post("/pay/confirm/", form | {"key": hidden(page, "key"), "method": f"all:{card}"})

    assert ("Confirm this payment" in words(asked), hidden(asked, "method"), company.calls) == (True, f"all:{card}", 0)


def test_a_lost_answer_about_all_of_it_is_waited_for(mei: Person, browser: Client, shop: Merchant, company: Company) -> None:
    card, company.loses = card_of(mei.id), ["answer"]
    make.top_up(mei.id, 30_00)

    waiting = pay(browser, proposal(browser, shop), shop, method=f"all:{card}")
    assert "Your card has not answered yet" in words(waiting)
    assert wallet(shop.id).balance_minor == 0
    pay(browser, waiting, shop, method=f"all:{card}")

    assert (wallet(mei.id).balance_minor, wallet(shop.id).balance_minor, company.takes) == (40_00, 25_00, 1)


def test_who_wants_the_card_offered_first_is_offered_it_and_may_still_take_the_balance(
    mei: Person, browser: Client, shop: Merchant, company: Company
) -> None:
    card = card_of(mei.id)
    make.top_up(mei.id, 30_00)
    browser.post("/me/money/card-first/", {"wanted": "1"})

    page = proposal(browser, shop)
    first = page.content.decode().split('name="method" value="')[1].split('"')[0]
    assert (first, "Pay from your balance" in words(page)) == (f"all:{card}", True)
    pay(browser, page, shop)

    assert (wallet(mei.id).balance_minor, wallet(shop.id).balance_minor, company.calls) == (15_00, 25_00, 0)


@pytest.mark.parametrize("method", ["all:", "all:nothing", "all:00000000-0000-0000-0000-000000000000", "\x00"])
def test_a_way_that_is_none_pays_nothing_but_the_balance(mei: Person, browser: Client, shop: Merchant, company: Company, method: str) -> None:
    small = browser.get("/pay/confirm/", {"code": shop.slug, "amount": "5.00"})

    answer = pay(browser, small, shop, method=method)

    assert (answer.status_code in (404, 422), company.calls, wallet(mei.id).balance_minor) == (True, 0, 10_00)
