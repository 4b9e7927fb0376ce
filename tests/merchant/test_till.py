"""The till: an amount becomes a code, the code becomes money, and every shop sees only its own."""

import re
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import make
from tests.web.browser import client_of

from zhiyin.identity import queries as people
from zhiyin.identity import services as identity
from zhiyin.kit import clock
from zhiyin.kit.ids import uuid7
from zhiyin.merchant.urls import urlpatterns
from zhiyin.payments import ndef
from zhiyin.payments import services as payments
from zhiyin.payments.queries import Merchant

pytestmark = pytest.mark.django_db
NAMES = [str(pattern.name) for pattern in urlpatterns]


def anna(language: str = "en") -> tuple[Client, Merchant]:
    owner = make.person(roles=("person", "merchant"))
    identity.set_language(owner.id, language)
    return browser(owner.id), make.merchant("Anna's Bakery", name_zh="安娜面包房", owner_id=owner.id)


def browser(person_id: UUID) -> Client:
    person = people.person(person_id)
    assert person
    return client_of(person)


def address(name: str, shop: Merchant) -> str:
    pattern = next(str(each.pattern) for each in urlpatterns if each.name == name)
    code = payments.make_code(shop.id, amount_minor=25_00, at=clock.now())
    paid = make.payment(make.person(balance_minor=9_00).id, shop.id)
    taken = make.presented(paid.payer_id, shop, 60_00)
    payments.set_plan(shop.id, weekday=None, minimum_minor=0, holder="Anna", iban="DE89370400440532013000", at=make.AT)
    settled = payments.settle(shop.id, until=clock.now(), at=clock.now())
    known = {
        "settlement_id": settled.id if settled else uuid7(),
        "shop": shop.slug,
        "code_id": code.id,
        "paid_id": paid.id,
        "taken_id": taken.id,
        "place_id": uuid7(),
    }
    return reverse(f"merchant:{name}", kwargs={key: known[key] for key in re.findall(r"<\w+:(\w+)>", pattern)})


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"shops", "staff_end", "staff_limit", "programs_deed", "receipt_file"}))
@pytest.mark.parametrize(("language", "word"), [("en", "Counter code"), ("zh-hans", "安娜面包房")])
def test_a_page_shows_itself(name: str, language: str, word: str) -> None:
    client, shop = anna(language)

    page = client.get(address(name, shop), {"amount": "7.25"}).content.decode()

    assert word in page
    assert " style=" not in page


def test_one_shop_opens_its_till_at_once_and_two_are_offered() -> None:
    client, shop = anna()
    assert client.get("/till/")["Location"] == reverse("merchant:till", args=[shop.slug])

    make.merchant("Second Bakery", owner_id=shop.owner_id)

    assert "Second Bakery" in client.get("/till/").content.decode()


def test_an_amount_becomes_a_code_that_turns_to_paid() -> None:
    client, shop = anna()
    shown = client.post(reverse("merchant:till", args=[shop.slug]), {"amount": "25"})
    waiting = client.get(shown["Location"])
    assert "<svg" in waiting.content.decode()
    assert "every 2s" in waiting.content.decode()

    typed = "".join(re.findall(r"<strong>(\w{4}) (\w{4})</strong>", waiting.content.decode())[0])
    payments.pay(key=uuid7(), payer_id=make.person(balance_minor=50_00).id, code=typed, at=clock.now())
    paid = client.get(shown["Location"]).content.decode()

    assert "Paid $25.00" in paid
    assert "every 2s" not in paid


@pytest.mark.parametrize("amount", ["", "0", "-3", "abc", "1.234", "1e9", "9" * 30, "NaN"])
def test_what_is_no_amount_is_refused_in_words(amount: str) -> None:
    client, shop = anna()

    page = client.post(reverse("merchant:till", args=[shop.slug]), {"amount": amount})

    assert page.status_code == 200
    assert 'aria-invalid="true"' in page.content.decode()


def test_a_code_whose_time_is_over_says_so() -> None:
    client, shop = anna()
    code = payments.make_code(shop.id, amount_minor=25_00, at=clock.now() - timedelta(hours=1))

    page = client.get(reverse("merchant:code", args=[shop.slug, code.id])).content.decode()

    assert "This code is over" in page


def test_a_code_of_another_shop_is_not_shown() -> None:
    client, shop = anna()
    other = payments.make_code(make.merchant().id, amount_minor=25_00, at=clock.now())

    assert client.get(reverse("merchant:code", args=[shop.slug, other.id])).status_code == 404


def test_takings_count_the_shop_s_own_day() -> None:
    client, shop = anna()
    mei = make.person(balance_minor=100_00)
    make.payment(mei.id, shop.id, 12_00, at=clock.now())
    make.payment(mei.id, make.merchant().id, 50_00, at=clock.now())

    page = client.get(reverse("merchant:takings", args=[shop.slug])).content.decode()

    assert "1 payment " in page
    assert "$12.00" in page
    assert "$50.00" not in page


def test_a_day_that_is_none_is_today() -> None:
    client, shop = anna()

    assert client.get(reverse("merchant:takings", args=[shop.slug]), {"day": "0000-99-99"}).status_code == 200
    assert client.get(reverse("merchant:takings", args=[shop.slug]), {"day": "0001-01-01"}).status_code == 200


def test_many_payments_ask_as_often_as_one() -> None:
    client, shop = anna()
    mei, there = make.person(balance_minor=100_00), reverse("merchant:takings", args=[shop.slug])
    make.payment(mei.id, shop.id, at=clock.now())
    client.get(there)

    with CaptureQueriesContext(connection) as one:
        client.get(there)
    for _ in range(5):
        make.payment(mei.id, shop.id, at=clock.now())
    with CaptureQueriesContext(connection) as many:
        client.get(there)

    assert len(many) == len(one)


def test_a_tag_and_its_code_lead_to_paying_this_shop() -> None:
    client, shop = anna()
    there = reverse("merchant:tap", args=[shop.slug])

    link = ndef.decode(client.get(there, {"as": "ndef"}).content)

    assert f'data-write-tag="{link}"' in client.get(there).content.decode()
    assert urlsplit(link).path == reverse("web:confirm")
    mei = browser(make.person().id)
    assert "Anna&#39;s Bakery" in mei.get(link).content.decode()
    read = mei.post(reverse("web:read"), {"code": link.replace("localhost", "wallet.example.org")})
    assert read["Location"] == f"{reverse('web:confirm')}?code={shop.short_code}"


@pytest.mark.parametrize("text", ["https://evil.example/pay/confirm/?code=ABC", "javascript:alert(1)", "https://a/pay/confirm/?code=ABC234&amount=9"])
def test_other_addresses_on_a_tag_lead_nowhere(text: str) -> None:
    answer = browser(make.person().id).post(reverse("web:read"), {"code": text})

    assert answer.status_code == 422
