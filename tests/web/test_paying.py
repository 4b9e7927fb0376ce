"""From a code to a receipt, without a line of JavaScript, and every "no" on the way."""

import io
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

import pytest
import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings
from tests import make
from tests.web.browser import client_of, hidden, words

from zhiyin.identity.queries import Person
from zhiyin.kit import clock
from zhiyin.payments import queries as payments
from zhiyin.payments import services as paying
from zhiyin.payments.queries import Merchant
from zhiyin.wallets import queries as wallets

pytestmark = pytest.mark.django_db


def _balance(person: Person) -> int:
    return wallets.wallet(person.id).balance_minor


def test_a_typed_code_leads_over_amount_and_confirmation_to_a_receipt(browser: Client, mei: Person, bakery: Merchant) -> None:
    read = browser.post("/pay/read/", {"code": bakery.short_code})
    assert "How much?" in words(browser.get(read.headers["Location"]))
    confirm = browser.get("/pay/confirm/", {"code": bakery.short_code, "amount": "25", "note": "cake"})
    assert "Pay $25.00 to Anna's Bakery" in words(confirm)

    form = {name: hidden(confirm, name) for name in ("key", "code", "amount", "note")}
    receipt = browser.post("/pay/confirm/", form, follow=True)

    assert "Paid" in words(receipt)
    assert "cake" in words(receipt)
    assert _balance(mei) == 75_00


def test_tapping_twice_pays_once(browser: Client, mei: Person, bakery: Merchant) -> None:
    confirm = browser.get("/pay/confirm/", {"code": bakery.short_code, "amount": "25"})
    form = {name: hidden(confirm, name) for name in ("key", "code", "amount", "note")}

    first, second = browser.post("/pay/confirm/", form), browser.post("/pay/confirm/", form)

    assert first.headers["Location"] == second.headers["Location"]
    assert _balance(mei) == 75_00


def test_one_key_for_two_amounts_is_refused_and_a_new_key_offered(browser: Client, mei: Person, bakery: Merchant) -> None:
    confirm = browser.get("/pay/confirm/", {"code": bakery.short_code, "amount": "25"})
    form = {name: hidden(confirm, name) for name in ("key", "code", "amount", "note")}
    browser.post("/pay/confirm/", form)

    again = browser.post("/pay/confirm/", form | {"amount": "26.00"})

    assert again.status_code in {422, 409}
    assert "already used for something else" in words(again)
    assert hidden(again, "key") != form["key"]
    assert _balance(mei) == 75_00


@pytest.mark.parametrize("amount", ["0", "-5", "NaN", "1.234", "1e9", "10" + "0" * 30, "abc"])
def test_a_bad_amount_is_refused_and_stays_in_its_field(browser: Client, mei: Person, bakery: Merchant, amount: str) -> None:
    page = browser.get("/pay/confirm/", {"code": bakery.short_code, "amount": amount, "note": "cake"})

    assert page.status_code == 422
    assert "No money has moved" in words(page)
    assert f'value="{amount[:40]}' in page.content.decode()
    assert 'value="cake"' in page.content.decode()
    assert _balance(mei) == 100_00


def test_too_little_money_leads_to_adding_some(browser: Client, mei: Person, bakery: Merchant) -> None:
    confirm = browser.get("/pay/confirm/", {"code": bakery.short_code, "amount": "100"})

    answer = browser.post("/pay/confirm/", {name: hidden(confirm, name) for name in ("key", "code", "note")} | {"amount": "250"})

    assert "Your balance of $100.00 is not enough for $250.00" in words(answer)
    assert "/top-up/" in answer.content.decode()
    assert _balance(mei) == 100_00


def test_a_code_with_an_amount_is_paid_as_it_says(browser: Client, bakery: Merchant) -> None:
    code = paying.make_code(bakery.id, amount_minor=12_50, at=clock.now())

    page = browser.get("/pay/confirm/", {"code": code.payload})

    assert "Pay $12.50 to Anna's Bakery" in words(page)
    assert "Change the amount" not in words(page)


def test_a_changed_code_is_refused_and_kept_in_its_field(browser: Client, bakery: Merchant) -> None:
    payload = paying.make_code(bakery.id, at=make.AT).payload
    changed = payload[:-1] + ("0" if payload[-1] != "0" else "1")

    answer = browser.post("/pay/read/", {"code": changed})

    assert answer.status_code == 422
    assert "damaged or was changed" in words(answer)
    assert changed[:40] in answer.content.decode()


def test_an_uploaded_picture_is_read(browser: Client, bakery: Merchant) -> None:
    picture = io.BytesIO()
    segno.make(paying.make_code(bakery.id, at=make.AT).payload, error="m").save(picture, kind="png", scale=6, border=4)

    answer = browser.post("/pay/read/", {"picture": SimpleUploadedFile("code.png", picture.getvalue(), "image/png")})

    assert answer.headers["Location"].startswith("/pay/confirm/?code=000201")


def test_the_camera_hears_where_to_go_and_nothing_of_an_empty_frame(browser: Client, bakery: Merchant) -> None:
    def frame(text: str) -> dict[str, str]:
        return dict(browser.post("/pay/read/", {"code": text}, headers={"Accept": "application/json"}).json())

    picture = SimpleUploadedFile("frame.png", _blank(), "image/png")
    empty = browser.post("/pay/read/", {"picture": picture}, headers={"Accept": "application/json"})

    assert empty.json() == {}
    assert frame(bakery.short_code)["next"].startswith("/pay/confirm/")
    assert "No money has moved" in frame("000201 nonsense")["says"]


def _blank() -> bytes:
    out = io.BytesIO()
    segno.make("x").save(out, kind="png", scale=1, border=0, dark="#ffffff", light="#ffffff")
    return out.getvalue()


def test_money_goes_to_a_friend_once(browser: Client, mei: Person) -> None:
    lin = make.person("lin_wei", name="Lin Wei")
    confirm = browser.get("/pay/friend/", {"to": "@LIN_WEI", "amount": "5", "note": "dinner"})
    assert "Send $5.00 to Lin Wei" in words(confirm)
    assert "You have not sent money to Lin Wei before" in words(confirm)

    form = {name: hidden(confirm, name) for name in ("key", "to", "amount", "note")}
    browser.post("/pay/friend/", form)
    story = browser.post("/pay/friend/", form, follow=True)

    assert "You sent money" in words(story)
    assert "dinner" in words(story)
    assert (_balance(mei), _balance(lin)) == (95_00, 5_00)


@pytest.mark.parametrize("handle", ["nobody", "\x00", "a" * 3_000])
def test_a_handle_of_nobody_is_no_reason_to_fall_over(browser: Client, handle: str) -> None:
    assert browser.get("/pay/friend/", {"to": handle}).status_code == 422


def test_an_unknown_friend_is_told_of_at_the_field(browser: Client) -> None:
    page = browser.get("/pay/friend/", {"to": "@nobody_here", "amount": "5"})

    assert page.status_code == 422
    assert "Nobody here is called @nobody_here" in words(page)
    assert 'value="@nobody_here"' in page.content.decode()


def test_my_code_leads_others_to_me(browser: Client) -> None:
    make.person("lin_wei")

    answer = browser.post("/pay/read/", {"code": "http://localhost:8000/pay/friend/?to=lin_wei"})

    assert answer.headers["Location"] == "/pay/friend/?to=lin_wei"


def test_demo_money_is_added_once_for_a_key(browser: Client, mei: Person) -> None:
    key = hidden(browser.get("/top-up/"), "key")

    browser.post("/top-up/", {"key": key, "amount": "20"})
    story = browser.post("/top-up/", {"key": key, "amount": "20"}, follow=True)

    assert "Demo money added" in words(story)
    assert _balance(mei) == 120_00


def test_where_money_is_not_made_up_no_page_offers_to_add_any(browser: Client, mei: Person, bakery: Merchant, settings: Settings) -> None:
    pages = [("/", {}), ("/arrange/", {}), ("/pay/confirm/", {"code": bakery.short_code, "amount": "5"})]
    key, poor = hidden(browser.get("/top-up/"), "key"), client_of(make.person())
    too_much = {"key": key, "code": bakery.short_code, "amount": "900"}
    assert "Add money" in words(browser.get("/")) + words(poor.get("/activity/"))

    settings.CONFIG = replace(settings.CONFIG, demo=0)

    answers = [*(browser.get(path, query) for path, query in pages), browser.post("/pay/confirm/", too_much), poor.get("/activity/")]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 422, 200]
    assert not [answer for answer in answers if "/top-up/" in answer.content.decode()]
    assert {browser.get("/top-up/").status_code, browser.post("/top-up/", {"key": key, "amount": "20"}).status_code} == {404}
    assert _balance(mei) == 100_00


def test_a_form_without_its_key_moves_nothing(browser: Client, mei: Person, bakery: Merchant) -> None:
    answer = browser.post("/pay/confirm/", {"code": bakery.short_code, "amount": "5", "key": "mine"})

    assert answer.status_code == 400
    assert payments.activity(mei.id, kind="payment").rows == ()


def test_an_amount_that_the_wallet_does_not_hold_is_said_before_anything_is_confirmed(browser: Client, bakery: Merchant) -> None:
    friend = make.person(name="Lin")

    for address in (f"/pay/confirm/?code={bakery.slug}&amount=100.01", f"/pay/friend/?to={friend.handle}&amount=100.01"):
        page = browser.get(address)
        assert "Your balance of $100.00 is not enough for $100.01. No money has moved." in words(page)
        assert "Add money" in words(page)
        assert "Pay $100.01" not in words(page)
    assert "Pay $100.00 to Anna's Bakery" in words(browser.get(f"/pay/confirm/?code={bakery.slug}&amount=100"))


def test_who_comes_back_to_a_payment_just_made_is_told_so(browser: Client, mei: Person, bakery: Merchant) -> None:
    there = f"/pay/confirm/?code={bakery.slug}&amount="
    make.payment(mei.id, bakery.id, 12_50, at=clock.now())
    make.payment(mei.id, bakery.id, 9_00, at=clock.now() - timedelta(hours=1))

    assert "Paying now is a second payment." in words(browser.get(there + "12.50"))
    assert "a second payment" not in words(browser.get(there + "12.40"))
    assert "a second payment" not in words(browser.get(there + "9"))


def test_a_payment_sent_after_the_sign_in_ran_out_is_not_made_and_comes_back_after_it(bakery: Merchant) -> None:
    there = f"/pay/confirm/?code={bakery.slug}&amount=5"
    gone = Client(headers={"Referer": f"http://testserver{there}"})

    led = gone.post("/pay/confirm/", {"code": bakery.slug, "amount": "5"})
    page = gone.get(led["Location"])

    assert led["Location"].startswith(f"/sign-in/?{urlencode({'next': there})}")
    assert "Nothing was done and no money has moved." in words(page)
    assert Client(headers={"Referer": "https://elsewhere.example/x"}).post("/pay/confirm/")["Location"] == "/sign-in/?next=%2F&undone=1"
