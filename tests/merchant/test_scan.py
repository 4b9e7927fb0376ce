"""The till reads customers' codes: typed, scanned or photographed; and waits when they are asked."""

import io
import re
from dataclasses import replace

import pytest
import segno
from django.conf import settings as site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageDraw
from pytest_django import Settings
from tests import make
from tests.merchant.test_till import anna, browser
from tests.web.browser import hidden, words

from zhiyin.identity.models import User
from zhiyin.identity.queries import Person
from zhiyin.kit import clock
from zhiyin.kit.ids import uuid7
from zhiyin.payments import queries, services
from zhiyin.payments.queries import Merchant
from zhiyin.wallets.queries import wallet

pytestmark = pytest.mark.django_db


@pytest.fixture
def mei() -> Person:
    return make.person(balance_minor=200_00)


def phone(mei: Person) -> tuple[Client, str]:
    """Her browser, and the digits on its page."""
    client = browser(mei.id)
    page = client.get(reverse("web:show_code")).content.decode()
    return client, "".join(re.findall(r"data-digits>([\d ]+)<", page)[0].split())


def scan(client: Client, shop: Merchant, code: str, amount: str = "5.00", **headers: str) -> tuple[int, str]:
    form = {"key": str(uuid7()), "amount": amount, "code": code}
    answer = client.post(reverse("merchant:scan", args=[shop.slug]), form, headers=headers)
    return answer.status_code, answer.headers.get("Location", "") or answer.content.decode()


def test_an_amount_leads_to_where_the_code_is_read(mei: Person) -> None:
    client, shop = anna()

    there = client.post(reverse("merchant:till", args=[shop.slug]), {"amount": "7.25", "way": "scan"})["Location"]
    page = client.get(there).content.decode()

    assert "Take $7.25" in page
    assert "autofocus" in page
    assert client.get(reverse("merchant:scan", args=[shop.slug]), {"amount": "x"}).status_code == 302


def test_a_typed_code_is_paid_and_both_see_it(mei: Person) -> None:
    client, shop = anna()
    hers, digits = phone(mei)

    status, there = scan(client, shop, f"{digits[:4]} {digits[4:]}\r")

    assert (status, wallet(shop.id).balance_minor) == (302, 5_00)
    assert "Paid $5.00" in client.get(there).content.decode()
    fragment = hers.get(reverse("web:code_asked")).content.decode()
    assert "Paid $5.00 to Anna&#39;s Bakery" in fragment
    receipt = re.findall(r'href="(/activity/[^"]+)"', fragment)[0]
    assert hers.get(receipt).status_code == 200


@pytest.mark.parametrize("kind", ["qr", "bars"])
def test_a_photographed_code_is_read_as_well(mei: Person, kind: str) -> None:
    client, shop = anna()
    _hers, digits = phone(mei)
    picture = _qr(digits) if kind == "qr" else _bars(digits)

    form = {"key": str(uuid7()), "amount": "5.00", "picture": SimpleUploadedFile("frame.png", picture)}
    answer = client.post(reverse("merchant:scan", args=[shop.slug]), form, headers={"Accept": "application/json"}).json()

    assert "Paid $5.00" in client.get(answer["next"]).content.decode()


def _qr(digits: str) -> bytes:
    out = io.BytesIO()
    segno.make(digits, error="m", micro=False).save(out, kind="png", scale=6)
    return out.getvalue()


def _bars(digits: str) -> bytes:
    """The bar code as the page draws it, painted."""
    svg, scale = queries.code_bars(digits), 4
    width = int(re.findall(r'viewBox="0 0 (\d+)', svg)[0])
    picture = Image.new("L", (width * scale, 50 * scale), 255)
    for x, wide in re.findall(r"M(\d+) 0h(\d+)v50h-", svg.split("<path")[2]):
        ImageDraw.Draw(picture).rectangle([int(x) * scale, 0, (int(x) + int(wide)) * scale - 1, 50 * scale], fill=0)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def test_more_than_the_limit_is_asked_on_the_phone_and_the_till_waits(mei: Person) -> None:
    client, shop = anna()
    hers, digits = phone(mei)
    _status, there = scan(client, shop, digits, "80")

    assert "every 2s" in client.get(there).content.decode()
    fragment = hers.get(reverse("web:code_asked")).content.decode()
    assert "Pay $80.00 to Anna&#39;s Bakery" in fragment
    answer = re.findall(r'action="([^"]+)"', fragment)[0]
    assert hers.post(answer).status_code == 400
    assert hers.post(answer, {"answer": "yes"}).status_code == 302

    assert "Paid $80.00" in client.get(there).content.decode()
    assert wallet(shop.id).balance_minor == 80_00


def test_what_must_be_confirmed_is_confirmed_with_amount_and_payee_before_the_till_is_paid(mei: Person, settings: Settings) -> None:
    settings.CONFIG = replace(site.CONFIG, prove_over_minor=20_00, prove_new_over_minor=20_00)
    User.objects.filter(id=mei.id).update(email="mei@example.org")
    client, shop = anna()
    hers, digits = phone(mei)
    _status, there = scan(client, shop, digits, "80")
    answer = re.findall(r'action="([^"]+)"', hers.get(reverse("web:code_asked")).content.decode())[0]

    asked = hers.post(answer, {"answer": "yes"})
    form = {"answer": "yes", "confirmation": hidden(asked, "confirmation")}
    code = re.findall(r"your code is ([\d ]+)", words(hers.post(answer, form | {"send_code": "1"})))[0]
    assert wallet(shop.id).balance_minor == 0
    hers.post(answer, form | {"mail_code": code.strip()})

    assert "Confirm this payment" in asked.content.decode()
    assert "Paid $80.00" in client.get(there).content.decode()


def test_a_no_reaches_the_till(mei: Person) -> None:
    client, shop = anna()
    hers, digits = phone(mei)
    _status, there = scan(client, shop, digits, "80")

    hers.post(re.findall(r'action="([^"]+)"', hers.get(reverse("web:code_asked")).content.decode())[0], {"answer": "no"})

    assert "The customer did not agree" in client.get(there).content.decode()
    assert "Nothing was paid to Anna" in hers.get(reverse("web:code_asked")).content.decode()
    assert wallet(mei.id).balance_minor == 200_00


@pytest.mark.parametrize("code", ["", "12345", "0" * 20, "000201", "\x00", "7" + "9" * 19])
def test_what_is_no_code_is_refused_in_words(mei: Person, code: str) -> None:
    client, shop = anna()

    status, page = scan(client, shop, code)
    by_script = scan(client, shop, code, Accept="application/json")

    assert status == 422
    assert 'role="alert"' in page
    assert by_script[0] == 200
    assert "says" in by_script[1]


def test_a_code_is_read_once_however_often_the_scanner_sends_it(mei: Person) -> None:
    client, shop = anna()
    _hers, digits = phone(mei)
    scan(client, shop, digits)

    status, page = scan(client, shop, digits)

    assert status == 422
    assert "read already" in page
    assert wallet(mei.id).balance_minor == 195_00


def test_what_another_shop_took_is_not_there(mei: Person) -> None:
    client, shop = anna()
    other = make.merchant()
    taken = make.presented(mei.id, other, at=clock.now())

    assert client.get(reverse("merchant:taken", args=[shop.slug, taken.id])).status_code == 404
    assert client.get(reverse("merchant:taken", args=[other.slug, taken.id])).status_code == 404


def test_the_page_goes_on_with_its_phone_until_all_codes_are_stopped(mei: Person) -> None:
    hers, digits = phone(mei)
    number = digits[1:10]

    assert f'data-number="{number}"' in hers.get(reverse("web:show_code")).content.decode()
    hers.post(reverse("web:code_stop"))

    assert f'data-number="{number}"' not in hers.get(reverse("web:show_code")).content.decode()
    shop = make.merchant()
    with pytest.raises(services.PresentedCodeOver):
        services.take_code(key=uuid7(), merchant_id=shop.id, by_id=shop.owner_id, code=digits, amount_minor=1, at=clock.now())


def test_nobody_answers_for_somebody_else(mei: Person) -> None:
    _client, shop = anna()
    asked = make.presented(mei.id, shop, 80_00, at=clock.now())

    answer = browser(make.person().id).post(reverse("web:code_answer", args=[asked.id]), {"answer": "yes"})

    assert answer.status_code == 404
    assert wallet(mei.id).balance_minor == 200_00
