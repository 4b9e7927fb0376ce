"""A shop's owner gives programs their keys, hears how webhooks went, sends the money to the bank and checks the books."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests import make
from tests.merchant.test_till import anna, browser

from zhiyin.kit import clock
from zhiyin.payments import models, queries, services
from zhiyin.payments.queries import Merchant

pytestmark = pytest.mark.django_db
IBAN = "DE89370400440532013000"


def at(name: str, shop: Merchant, *more: object) -> str:
    return reverse(f"merchant:{name}", args=[shop.slug, *more])


def plan(client: Client, shop: Merchant, **change: str) -> str:
    form = {"weekday": "", "minimum": "1.00", "holder": "Anna Holm", "iban": IBAN} | change
    return client.post(at("bank", shop), form, follow=True).content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_key_is_shown_once_and_ended_by_a_button(language: str) -> None:
    client, shop = anna(language)

    page = client.post(at("programs", shop), {"name": "the till", "scopes": ["payments:read"]}).content.decode()

    (key,) = set(re.findall(r"zm_[\w-]+", page))
    found = services.admit(key, at=clock.now())
    assert found
    assert found.scopes == ("payments:read",)
    assert key not in client.get(at("programs", shop)).content.decode()

    client.post(at("programs_deed", shop, queries.merchant_keys(shop.id)[0].id), {"deed": "end_key"})
    assert services.admit(key, at=clock.now()) is None


def test_an_address_is_added_tried_given_another_secret_and_removed() -> None:
    client, shop = anna()
    client.post(at("programs", shop), {"url": "http://localhost:9/hooks", "kinds": ["payment.completed"]})
    (place,) = queries.endpoints(shop.id)
    secret = queries.webhook_secret(place.id, merchant_id=shop.id)
    assert secret in client.get(at("programs", shop)).content.decode()

    for deed in ("test", "rotate"):
        client.post(at("programs_deed", shop, place.id), {"deed": deed})
    assert queries.webhook_secret(place.id, merchant_id=shop.id) != secret
    (told,) = queries.deliveries(shop.id).rows
    assert "waiting" in client.get(at("programs", shop)).content.decode()
    client.post(at("programs_deed", shop, told.id), {"deed": "replay"})

    models.Endpoint.objects.update(disabled_at=clock.now())
    assert "Nothing is sent there any more" in client.get(at("programs", shop)).content.decode()
    client.post(at("programs_deed", shop, place.id), {"deed": "enable"})
    client.post(at("programs_deed", shop, place.id), {"deed": "end"})
    assert queries.endpoints(shop.id) == ()


def test_what_is_wrong_is_said_and_nothing_is_made() -> None:
    client, shop = anna()

    pages = [
        client.post(at("programs", shop), form)
        for form in ({"name": "", "scopes": "payments:read"}, {"name": "x"}, {"url": "gopher://x"}, {"url": "http://localhost/"})
    ]

    assert [page.status_code for page in pages] == [422] * 4
    assert all('role="alert"' in page.content.decode() for page in pages)
    assert (queries.merchant_keys(shop.id), queries.endpoints(shop.id)) == ((), ())


def test_another_shops_keys_and_addresses_are_out_of_reach() -> None:
    (_, shop), (stranger, theirs) = anna(), anna()
    place = services.add_endpoint(shop.id, url="http://localhost:9/", kinds=queries.KINDS, at=make.AT)

    assert stranger.get(at("programs", shop)).status_code == 404
    stranger.post(at("programs_deed", theirs, place.id), {"deed": "end"})
    assert stranger.post(at("programs_deed", theirs, place.id), {"deed": "replay"}).status_code == 404
    assert queries.endpoints(shop.id)


def test_a_cashier_sees_neither_programs_nor_bank() -> None:
    _, shop = anna()
    helper = make.person(roles=("person", "merchant"))
    client = browser(helper.id)

    assert {client.get(at(name, shop)).status_code for name in ("programs", "bank", "books")} == {404}


def test_the_money_goes_to_the_bank_as_planned_and_the_books_end_in_no_differences() -> None:
    client, shop = anna()
    services.set_terms(shop.id, basis_points=100, fixed_minor=0, by=None, since=clock.now() - timedelta(days=9), at=clock.now())
    assert "DE89" in plan(client, shop)
    make.payment(make.person(balance_minor=50_00).id, shop.id, 20_00, at=clock.now() - timedelta(days=2))
    services.settle_due(clock.now())

    bank = client.get(at("bank", shop)).content.decode()
    books = client.get(at("books", shop)).content.decode()

    assert "19.<" not in bank
    assert "$0.20" in bank
    assert "DE89 … 3000" in bank
    assert "0 differences" in books
    assert " style=" not in bank + books


@pytest.mark.parametrize("change", [{"iban": "DE00"}, {"holder": ""}, {"minimum": "abc"}])
def test_a_plan_that_cannot_be_keeps_what_was_typed(change: dict[str, str]) -> None:
    client, shop = anna()

    page = plan(client, shop, **change)

    assert 'role="alert"' in page
    assert next(iter(change.values())) in page
    assert queries.plan(shop.id) is None


@pytest.mark.parametrize("span", ["?since=x&until=y", "?since=2030-01-01&until=1999-01-01", "?since=2001-01-01", "?since=0001-01-01"])
def test_days_that_are_none_are_the_last_thirty(span: str) -> None:
    client, shop = anna()

    assert client.get(at("books", shop) + span).status_code == 200
