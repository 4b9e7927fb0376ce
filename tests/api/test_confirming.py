"""A program pays above the operator's limits: the person confirms just that on their phone, and the same request then does it once."""

import json
import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.conf import settings as site
from django.db import connection
from django.test import Client
from pytest_django import Settings
from tests import make
from tests.identity.softkey import SoftKey
from tests.payments.crowd import at_once
from tests.web.browser import client_of, hidden, words

from zhiyin.events.people import ConfirmationAsked, ConfirmationGiven
from zhiyin.followups import services as followups
from zhiyin.followups.models import FollowUp
from zhiyin.identity import services as identity
from zhiyin.identity.models import Confirmation, User
from zhiyin.identity.queries import Person
from zhiyin.kit import clock
from zhiyin.outbox import services as outbox
from zhiyin.payments.models import Payment
from zhiyin.payments.queries import Merchant
from zhiyin.wallets.queries import wallet

db = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _limits(settings: Settings) -> None:
    settings.CONFIG = replace(site.CONFIG, prove_over_minor=100_00, prove_new_over_minor=50_00)


@pytest.fixture
def mei() -> Person:
    return _rich()


@pytest.fixture
def shop() -> Merchant:
    return make.merchant("Anna's Bakery")


def _rich() -> Person:
    person = make.person(balance_minor=500_00)
    User.objects.filter(id=person.id).update(email="mei@example.org")
    return person


def _send(person: Person, path: str, body: dict[str, str]) -> tuple[int, Any]:
    token = identity.issue_token(person.id, "a program", at=make.AT)
    answer = Client().post(f"/api/v1{path}", json.dumps(body), content_type="application/json", headers={"Authorization": f"Bearer {token}"})
    return answer.status_code, answer.json()


def _confirm(person: Person, told: dict[str, str]) -> Any:
    """On the phone, by a mailed code."""
    phone, address = client_of(person), urlsplit(told["confirm_url"]).path
    page = phone.get(address)
    form = {"confirmation": hidden(page, "confirmation")}
    sent = phone.post(address, form | {"send_code": "1"})
    code = re.search(r"your code is ([\d ]+)", words(sent))
    assert code
    return phone.post(address, form | {"mail_code": code[1]}, follow=True)


def _inbox(phone: Client, at: datetime | None = None) -> Any:
    """The inbox once the workers have worked, now or at that moment."""
    outbox.drain(at=clock.now())
    followups.run_due(at or clock.now(), limit=50)
    return phone.get("/inbox/")


@db
def test_what_the_person_confirmed_is_paid_by_the_same_request_once(mei: Person, shop: Merchant) -> None:
    body = {"code": shop.short_code, "amount": "150.00", "key": str(uuid4())}
    status, told = _send(mei, "/payments", body)
    assert (status, told["code"], "confirm_url" in told["detail"]) == (403, "confirmation_needed", True)
    assert set(told) >= {"confirm_url", "confirmation_id", "expires_at"}
    assert _send(mei, "/payments", body)[1]["confirmation_id"] == told["confirmation_id"]  # asked again it is the same question

    page = _confirm(mei, told)
    assert "no money has moved yet" in words(page)
    assert wallet(shop.id).balance_minor == 0
    first, again = _send(mei, "/payments", body), _send(mei, "/payments", body)

    assert (first, first[0]) == (again, 201)
    assert (wallet(shop.id).balance_minor, wallet(mei.id).balance_minor) == (150_00, 350_00)
    assert "done once" in words(client_of(mei).get(urlsplit(told["confirm_url"]).path))


@db
@pytest.mark.parametrize(
    ("language", "told", "button"), [("en", "A program wants to pay", "Look at the payment"), ("zh-hans", "有程序要付款", "查看这笔付款")]
)
def test_the_person_is_told_in_the_inbox_once_and_led_to_the_page(mei: Person, shop: Merchant, language: str, told: str, button: str) -> None:
    identity.set_language(mei.id, language)
    body = {"code": shop.short_code, "amount": "150.00", "key": str(uuid4())}
    address = urlsplit(_send(mei, "/payments", body)[1]["confirm_url"]).path
    _send(mei, "/payments", body)
    phone = client_of(mei)

    inbox = _inbox(phone)

    assert (words(inbox).count(told), words(inbox).count(button), address in inbox.content.decode()) == (1, 1, True)
    assert "150.00" in words(inbox)
    assert phone.get(address).status_code == 200


@db
def test_nobody_is_told_of_what_they_have_confirmed_or_what_is_over(mei: Person, shop: Merchant) -> None:
    _confirm(mei, _send(mei, "/payments", {"code": shop.short_code, "amount": "150.00", "key": str(uuid4())})[1])
    assert "A program wants to pay" not in words(_inbox(client_of(mei)))
    _send(mei, "/payments", {"code": shop.short_code, "amount": "160.00", "key": str(uuid4())})

    assert "A program wants to pay" not in words(_inbox(client_of(mei), at=clock.now() + timedelta(minutes=6)))
    assert list(FollowUp.objects.filter(journey="confirmation_asked").order_by("id").values_list("state", flat=True)) == ["cancelled", "expired"]
    assert (len(make.published(ConfirmationAsked)), len(make.published(ConfirmationGiven))) == (2, 1)


@db
def test_a_transfer_is_confirmed_with_a_passkey(mei: Person) -> None:
    lin, passkey = make.person("lin", name="Lin"), SoftKey().belongs_to(mei.id)
    body = {"to": "lin", "amount": "150.00", "key": str(uuid4())}
    told = _send(mei, "/transfers", body)[1]
    phone, address = client_of(mei), urlsplit(told["confirm_url"]).path
    page = phone.get(address)
    assert ("Lin" in words(page), "A program that uses your key" in words(page)) == (True, True)
    data = re.search(r'<script id="js_data" type="application/json">(.*?)</script>', page.content.decode())
    assert data
    challenge = str(json.loads(data[1])["request_options"]["publicKey"]["challenge"])

    phone.post(address, {"confirmation": told["confirmation_id"], "credential": json.dumps(passkey.signs(challenge))})

    assert _send(mei, "/transfers", body)[0] == 201
    assert wallet(lin.id).balance_minor == 150_00


@db
@pytest.mark.parametrize("change", [{"amount": "150.01"}, {"key": "other"}, {"code": "other"}])
def test_a_confirmation_is_good_for_nothing_else(mei: Person, shop: Merchant, change: dict[str, str]) -> None:
    body = {"code": shop.short_code, "amount": "150.00", "key": str(uuid4())}
    _confirm(mei, _send(mei, "/payments", body)[1])
    other = {"key": str(uuid4()), "code": make.merchant().short_code}

    status, told = _send(mei, "/payments", body | {name: other.get(name, value) for name, value in change.items()})

    assert (status, told["code"], wallet(mei.id).balance_minor) == (403, "confirmation_needed", 500_00)


@db
def test_nobody_else_sees_or_confirms_it(mei: Person, shop: Merchant) -> None:
    told = _send(mei, "/payments", {"code": shop.short_code, "amount": "150.00", "key": str(uuid4())})[1]
    stranger, address = client_of(_rich()), urlsplit(told["confirm_url"]).path

    assert stranger.get(address).status_code == 404
    assert stranger.post(address, {"confirmation": told["confirmation_id"], "send_code": "1"}).status_code == 404
    assert client_of(mei).post(address, {"confirmation": str(uuid4()), "mail_code": "1"}).status_code == 404


@db
def test_a_confirmation_that_is_over_is_asked_for_anew(mei: Person, shop: Merchant) -> None:
    body = {"code": shop.short_code, "amount": "150.00", "key": str(uuid4())}
    told = _send(mei, "/payments", body)[1]
    row = Confirmation.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("reset role")
    Confirmation.objects.update(expires_at=row.expires_at - timedelta(minutes=6))

    assert "is over" in words(client_of(mei).get(urlsplit(told["confirm_url"]).path))
    status, anew = _send(mei, "/payments", body)

    assert (status, anew["confirmation_id"] == told["confirmation_id"]) == (403, False)


@db
def test_a_program_is_told_in_openapi_how_to_go_on() -> None:
    book = Client().get("/api/v1/openapi.json").json()

    for path in ("/api/v1/payments", "/api/v1/transfers"):
        asked = book["paths"][path]["post"]["responses"]["403"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        assert {"confirm_url", "confirmation_id", "expires_at"} <= set(book["components"]["schemas"][asked]["properties"])


@pytest.mark.usefixtures("fresh_database")
def test_many_same_requests_at_once_spend_the_confirmation_once() -> None:
    mei, shop = _rich(), make.merchant()
    body = {"code": shop.short_code, "amount": "150.00", "key": str(uuid4())}
    _confirm(mei, _send(mei, "/payments", body)[1])

    said = at_once(6, lambda _: _send(mei, "/payments", body)[0])

    assert said == [201] * 6
    assert (Payment.objects.count(), wallet(shop.id).balance_minor) == (1, 150_00)


@pytest.mark.usefixtures("fresh_database")
def test_many_same_requests_at_once_ask_the_person_once() -> None:
    mei, shop = _rich(), make.merchant()
    body = {"code": shop.short_code, "amount": "150.00", "key": str(uuid4())}

    said = at_once(6, lambda _: _send(mei, "/payments", body)[1]["confirmation_id"])

    assert (len(set(said)), len(make.published(ConfirmationAsked))) == (1, 1)
