"""Giving back at the till: what was paid, what is left of it, and who may."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from tests import make
from tests.merchant.test_till import anna, browser

from zhiyin.identity.queries import Person
from zhiyin.kit import clock
from zhiyin.kit.ids import uuid7
from zhiyin.payments import services
from zhiyin.payments.queries import Merchant, Payment
from zhiyin.wallets.queries import wallet

pytestmark = pytest.mark.django_db


@pytest.fixture
def mei() -> Person:
    return make.person(name="Mei Lin", balance_minor=100_00)


def page_of(shop: Merchant, paid: Payment) -> str:
    return reverse("merchant:payment", args=[shop.slug, paid.id])


def key_on(page: str) -> str:
    return str(re.findall(r'name="key" value="([^"]+)"', page)[0])


def cashier_at(shop: Merchant, *, refund_max_minor: int) -> tuple[Client, Person]:
    lin = make.person()
    asked = services.invite_staff(
        key=uuid7(), merchant_id=shop.id, by_id=shop.owner_id, handle=lin.handle, refund_max_minor=refund_max_minor, at=make.AT
    )
    services.accept_invitation(asked, person_id=lin.id, at=make.AT)
    return browser(lin.id), lin


def test_a_part_is_given_back_and_both_sides_see_it(mei: Person) -> None:
    client, shop = anna()
    paid = make.payment(mei.id, shop.id, 20_00, at=clock.now())
    there = page_of(shop, paid)

    key = key_on(client.get(there).content.decode())
    for _ in range(2):  # the button was tapped twice
        assert client.post(there, {"key": key, "amount": "12.50", "note": "one cake too many"}).status_code == 302

    assert wallet(mei.id).balance_minor == 92_50
    assert "Given back in part" in client.get(there).content.decode()
    takings = client.get(reverse("merchant:takings", args=[shop.slug])).content.decode()
    assert "$20.00 taken, $12.50 given back" in takings
    receipt = browser(mei.id).get(reverse("web:receipt", args=[paid.id])).content.decode()
    assert "Given back in part" in receipt
    story = re.findall(r'href="(/activity/refund/[^"]+)"', receipt)[0]
    assert "one cake too many" in browser(mei.id).get(story).content.decode()
    assert browser(shop.owner_id).get(story).status_code == 404


@pytest.mark.parametrize("amount", ["", "0", "-1", "20.01", "1e3", "9" * 30])
def test_what_cannot_be_given_back_is_said_and_what_was_typed_stays(mei: Person, amount: str) -> None:
    client, shop = anna()
    there = page_of(shop, paid := make.payment(mei.id, shop.id, 20_00))

    page = client.post(there, {"key": str(uuid7()), "amount": amount, "note": "why not"})

    assert page.status_code >= 400
    assert 'role="alert"' in page.content.decode()
    assert "why not" in page.content.decode()
    assert paid.amount_minor == 100_00 - wallet(mei.id).balance_minor


def test_without_a_key_nothing_is_given_back(mei: Person) -> None:
    client, shop = anna()

    assert client.post(page_of(shop, make.payment(mei.id, shop.id)), {"amount": "1"}).status_code == 400


def test_a_cashier_gives_back_within_a_limit_and_sees_no_form_beyond_it(mei: Person) -> None:
    _owner, shop = anna()
    paid = make.payment(mei.id, shop.id, 20_00)
    client, _lin = cashier_at(shop, refund_max_minor=5_00)
    there = page_of(shop, paid)

    assert "$5.00 at most" in client.get(there).content.decode()
    assert client.post(there, {"key": str(uuid7()), "amount": "5.01"}).status_code == 422
    assert client.post(there, {"key": str(uuid7()), "amount": "5"}).status_code == 302

    assert "as much as you may today" in client.get(there).content.decode()
    assert wallet(mei.id).balance_minor == 85_00


def test_a_payment_of_another_shop_is_not_there(mei: Person) -> None:
    client, shop = anna()
    second = make.merchant(owner_id=shop.owner_id)
    elsewhere = make.payment(mei.id, make.merchant().id)
    next_door = make.payment(mei.id, second.id)

    for paid in (elsewhere, next_door):
        assert client.get(page_of(shop, paid)).status_code == 404
        assert client.post(page_of(shop, paid), {"key": str(uuid7()), "amount": "1"}).status_code == 404
