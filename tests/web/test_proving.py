"""The page between "pay" and "paid": amount and payee, and what confirms just these."""

import json
import re
from dataclasses import replace

import pytest
from django.conf import settings as site
from django.core import mail
from django.test import Client
from pytest_django import Settings
from tests import make
from tests.identity.softkey import SoftKey
from tests.web.browser import client_of, hidden, words

from zhiyin.identity import services as identity
from zhiyin.identity.models import User
from zhiyin.identity.queries import Person
from zhiyin.kit import clock
from zhiyin.kit.ids import uuid7
from zhiyin.payments.queries import Merchant
from zhiyin.payments.services import together
from zhiyin.wallets import queries as wallets

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _limits(settings: Settings) -> None:
    settings.CONFIG = replace(site.CONFIG, prove_over_minor=100_00, prove_new_over_minor=50_00)


@pytest.fixture
def rich() -> Person:
    person = make.person("rich", name="Mei Lin", balance_minor=500_00)
    User.objects.filter(id=person.id).update(email="mei@example.org")
    return person


@pytest.fixture
def phone(rich: Person) -> Client:
    return client_of(rich)


def balance(person: Person) -> int:
    return wallets.wallet(person.id).balance_minor


def ask(phone: Client, shop: Merchant, amount: str = "150") -> tuple[dict[str, str], str]:
    """The form of the page that asks for the confirmation, and its text."""
    confirm = phone.get("/pay/confirm/", {"code": shop.short_code, "amount": amount})
    page = phone.post("/pay/confirm/", {name: hidden(confirm, name) for name in ("key", "code", "amount", "note")})
    return {name: hidden(page, name) for name in ("key", "code", "amount", "note", "confirmation")}, page.content.decode()


def challenge_in(page: str) -> str:
    data = re.search(r'<script id="js_data" type="application/json">(.*?)</script>', page)
    assert data
    return str(json.loads(data[1])["request_options"]["publicKey"]["challenge"])


def test_the_passkey_is_asked_with_amount_and_payee_and_the_receipt_says_so(phone: Client, rich: Person, bakery: Merchant) -> None:
    passkey = SoftKey().belongs_to(rich.id)

    form, page = ask(phone, bakery)
    assert "Pay $150.00 to Anna&#39;s Bakery with your passkey" in page
    receipt = phone.post("/pay/confirm/", form | {"credential": json.dumps(passkey.signs(challenge_in(page)))}, follow=True)

    assert "Confirmed with your passkey" in words(receipt)
    assert balance(rich) == 350_00


@pytest.mark.parametrize("changed", [{"amount": "151.00"}, {"code": "other"}, {"key": "01a1306e-56e0-79c6-a3ee-a6f5f23123a4"}])
def test_a_form_that_was_changed_on_the_way_pays_nothing(phone: Client, rich: Person, bakery: Merchant, changed: dict[str, str]) -> None:
    passkey, other = SoftKey().belongs_to(rich.id), make.merchant()
    form, page = ask(phone, bakery)
    lie = {name: other.short_code if value == "other" else value for name, value in changed.items()}

    answer = phone.post("/pay/confirm/", form | lie | {"credential": json.dumps(passkey.signs(challenge_in(page)))})

    assert answer.status_code == 409
    assert "What was confirmed is not what was to be paid" in words(answer)
    assert balance(rich) == 500_00


def test_sending_the_confirmed_form_twice_pays_once(phone: Client, rich: Person, bakery: Merchant) -> None:
    passkey = SoftKey().belongs_to(rich.id)
    form, page = ask(phone, bakery)
    form["credential"] = json.dumps(passkey.signs(challenge_in(page)))

    first, second = phone.post("/pay/confirm/", form), phone.post("/pay/confirm/", form)

    assert first.headers["Location"] == second.headers["Location"]
    assert balance(rich) == 350_00


@pytest.mark.parametrize("credential", ["", "{}", "[]", "nonsense", "9" * 30_000, "[" * 19_000, '{"id": null}'])
def test_what_is_no_passkey_confirms_nothing_and_another_try_is_offered(phone: Client, rich: Person, bakery: Merchant, credential: str) -> None:
    SoftKey().belongs_to(rich.id)
    form, _page = ask(phone, bakery)

    answer = phone.post("/pay/confirm/", form | {"credential": credential})

    assert answer.status_code == 422
    assert "No money has moved" in words(answer)
    assert "with your passkey" in words(answer)
    assert balance(rich) == 500_00


@pytest.mark.parametrize("name", ["x", "", "01a1306e-56e0-79c6-a3ee-a6f5f23123a4"])
def test_a_confirmation_that_is_none_leads_back_to_the_payment(phone: Client, rich: Person, bakery: Merchant, name: str) -> None:
    form, _page = ask(phone, bakery)

    answer = phone.post("/pay/confirm/", form | {"confirmation": name, "mail_code": "12345678"})

    assert answer.status_code == 409
    assert "has expired or has been used" in words(answer)
    assert balance(rich) == 500_00


def test_without_a_passkey_a_code_is_mailed_that_names_amount_and_payee(phone: Client, rich: Person, bakery: Merchant) -> None:
    form, page = ask(phone, bakery)
    assert "Mail me a code for this payment" in page

    sent = phone.post("/pay/confirm/", form | {"send_code": "1"})
    shown = re.search(r"Demo: your code is (\d{8})", words(sent))
    assert shown
    assert "$150.00" in str(mail.outbox[0].body)
    assert "Anna's Bakery" in str(mail.outbox[0].body)
    assert shown[1] in str(mail.outbox[0].body)
    wrong = phone.post("/pay/confirm/", form | {"mail_code": "00000000"})
    assert "That did not confirm it" in words(wrong)
    receipt = phone.post("/pay/confirm/", form | {"mail_code": shown[1]}, follow=True)

    assert "Confirmed with a code by e-mail" in words(receipt)
    assert balance(rich) == 350_00


def test_where_mails_are_real_no_page_shows_the_code(phone: Client, bakery: Merchant, settings: Settings) -> None:
    settings.CONFIG = replace(settings.CONFIG, demo=0)
    form, _page = ask(phone, bakery)

    sent = phone.post("/pay/confirm/", form | {"send_code": "1"})

    assert "Code from your e-mail" in words(sent)
    assert not re.search(r"\d{8}(?!-)", words(sent))


def test_money_to_a_new_friend_is_confirmed_sooner_in_their_language(phone: Client, rich: Person) -> None:
    make.person("lin", name="林小雨")
    identity.set_language(rich.id, "zh-hans")
    SoftKey().belongs_to(rich.id)
    confirm = phone.get("/pay/friend/", {"to": "lin", "amount": "60"})

    page = phone.post("/pay/friend/", {name: hidden(confirm, name) for name in ("key", "to", "amount", "note")})

    assert "用通行密钥向 林小雨 付款 $60.00" in words(page)
    assert balance(rich) == 500_00


def test_small_payments_are_asked_nothing(phone: Client, rich: Person, bakery: Merchant) -> None:
    confirm = phone.get("/pay/confirm/", {"code": bakery.short_code, "amount": "20"})

    phone.post("/pay/confirm/", {name: hidden(confirm, name) for name in ("key", "code", "amount", "note")})

    assert balance(rich) == 480_00


def test_a_large_request_is_paid_after_it_is_confirmed(phone: Client, rich: Person) -> None:
    lin = make.person("lin", name="林小雨")
    wanted = together.ask(key=uuid7(), asker_id=lin.id, of_handle=rich.handle, amount_minor=120_00, at=clock.now())
    passkey = SoftKey().belongs_to(rich.id)
    page = phone.post(f"/together/requests/{wanted}/", {"deed": "pay"})
    form = {name: hidden(page, name) for name in ("deed", "confirmation")}

    phone.post(f"/together/requests/{wanted}/", form | {"credential": json.dumps(passkey.signs(challenge_in(page.content.decode())))})

    assert (balance(rich), balance(lin)) == (380_00, 120_00)
