"""Every page stands, in both languages, in simple mode, and before anything has happened."""

from datetime import timedelta

import pytest
from django.test import Client
from tests import make
from tests.web.browser import client_of, words

from zhiyin.identity import services as identity
from zhiyin.identity.queries import Person
from zhiyin.payments.queries import Merchant
from zhiyin.personal import services as personal

pytestmark = pytest.mark.django_db

PAGES = {
    "/": ("Balance", "余额"),
    "/arrange/": ("Arrange your shortcuts", "调整快捷方式"),
    "/activity/": ("Nothing has happened yet", "还没有记录"),
    "/spending/": ("Nothing was spent in this month", "这个月没有花钱"),
    "/pay/": ("Type the code", "输入付款码"),
    "/pay/friend/": ("Send to a friend", "转给朋友"),
    "/pay/me/": ("My code", "我的收款码"),
    "/top-up/": ("This is demo money", "这是演示金额"),
    "/inbox/": ("Nothing waits for you", "没有待处理的消息"),
    "/me/": ("Look and size", "外观与字号"),
    "/me/look/": ("Simple mode", "长辈版"),
    "/me/help/": ("Ask a person for help", "找人帮忙"),
    "/me/privacy/": ("Always on.", "始终开启。"),
    "/me/profile/": ("Nothing is known yet", "还不了解您"),
    "/me/uses/": ("Nobody so far", "还没有人看过"),
}


@pytest.fixture
def newcomer() -> Person:
    return make.person("newcomer")


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_stands_before_anything_has_happened(newcomer: Person, address: str, language: str) -> None:
    identity.set_language(newcomer.id, language)

    page = client_of(newcomer).get(address)

    assert page.status_code == 200
    assert PAGES[address][language != "en"] in words(page)
    assert f'lang="{"en" if language == "en" else "zh-Hans"}"' in page.content.decode()


def test_an_empty_wallet_says_what_to_do_first_and_a_used_one_where_money_went(newcomer: Person, browser: Client, mei: Person) -> None:
    first, used = client_of(newcomer).get("/"), browser.get("/")

    assert "Your first steps" in words(first)
    assert f"@{newcomer.handle}" in words(first)
    assert "Where it went" not in words(first)
    assert "Your first steps" not in words(used)


def test_staff_choose_their_look_without_a_wallet_around_it() -> None:
    agent = make.person(roles=("support",))

    page = client_of(agent).get("/me/look/")

    assert page.status_code == 200
    assert 'class="bar"' not in page.content.decode()


def test_staff_land_in_the_console_and_shopkeepers_at_the_till() -> None:
    agent, keeper = make.person(roles=("support",)), make.person(roles=("merchant",))

    landed = [client_of(who).get("/").headers["Location"] for who in (agent, keeper)]

    assert landed == ["/console/", "/till/"]


def test_the_account_book_shows_balances_and_opens_to_receipts(browser: Client, mei: Person, bakery: Merchant) -> None:
    paid = make.payment(mei.id, bakery.id, 12_50, note="two loaves", at=make.AT + timedelta(minutes=1))

    page = browser.get("/activity/")

    assert "Anna's Bakery" in words(page)
    assert "two loaves" in words(page)
    assert "$87.50" in words(page)
    assert f"/activity/{paid.id}/" in page.content.decode()
    assert "two loaves" in words(browser.get(f"/activity/{paid.id}/"))


def test_search_finds_by_shop_and_says_when_nothing_is_found(browser: Client, mei: Person, bakery: Merchant) -> None:
    make.payment(mei.id, bakery.id)

    assert "Anna's Bakery" in words(browser.get("/activity/?q=bakery&kind=payment"))
    assert "Nothing found" in words(browser.get("/activity/?q=fish"))


def test_a_page_that_does_not_exist_in_the_list_is_refused_in_words(browser: Client) -> None:
    answer = browser.get("/activity/?before=yesterday")

    assert answer.status_code == 422
    assert "That page of the list does not exist" in words(answer)


@pytest.mark.parametrize("month", ["0001-01", "9999-12", "2026-13", "x"])
def test_a_month_that_never_was_is_this_one(browser: Client, month: str) -> None:
    assert words(browser.get("/spending/", {"month": month})) == words(browser.get("/spending/"))


def test_somebody_elses_receipt_does_not_exist(browser: Client, bakery: Merchant) -> None:
    other = make.person("other", balance_minor=50_00)
    paid, sent = make.payment(other.id, bakery.id), make.person("third")
    assert sent

    assert browser.get(f"/activity/{paid.id}/").status_code == 404
    assert browser.get(f"/activity/transfer/{paid.id}/").status_code == 404
    assert browser.get(f"/activity/top_up/{paid.id}/").status_code == 404


def test_simple_mode_has_three_deeds_and_no_suggestions(browser: Client, mei: Person) -> None:
    personal.set_look(mei.id, simple=True, size=3)

    page = browser.get("/")

    assert "data-simple" in page.content.decode()
    assert 'data-size="3"' in page.content.decode()
    assert all(deed in words(page) for deed in ("Pay", "Receive", "Ask a person"))
    assert "For you" not in words(page)


def test_a_look_is_kept_for_the_person_and_for_the_browser(browser: Client) -> None:
    browser.post("/me/look/", {"theme": "dark", "size": "4", "simple": "1"})

    assert 'data-theme="dark" data-size="4" data-simple' in browser.get("/").content.decode()
    browser.logout()
    browser.cookies["look"] = "dark.4.1"
    assert 'data-theme="dark" data-size="4" data-simple' in browser.get("/sign-in/").content.decode()


def test_a_language_is_kept_and_leads_back_only_into_this_site(browser: Client) -> None:
    answer = browser.post("/language/", {"language": "zh-hans", "next": "https://elsewhere.example/"})

    assert answer.headers["Location"] == "/"
    assert "余额" in words(browser.get("/"))


def test_the_balance_hides_and_stays_hidden(browser: Client) -> None:
    browser.post("/hide-balance/", {"hidden": "1"})
    assert "$100.00" not in words(browser.get("/"))

    browser.post("/hide-balance/", {"hidden": "0"})
    assert "100" in words(browser.get("/"))


def test_shortcuts_move_hide_and_come_back(browser: Client) -> None:
    browser.post("/arrange/", {"up": "help"})
    browser.post("/arrange/", {"hide": "scan"})
    assert "Scan and pay" not in words(browser.get("/"))

    browser.post("/arrange/", {"reset": "1"})
    assert "Scan and pay" in words(browser.get("/"))


def test_a_consent_switches_at_once_and_a_needed_one_stays(browser: Client) -> None:
    browser.post("/me/privacy/", {"purpose": "feedback", "allow": "1"})
    browser.post("/me/privacy/", {"purpose": "service", "allow": "0"})

    page = words(browser.get("/me/privacy/"))

    assert "Since " in page
    assert "Always on." in page


def test_another_host_is_refused_in_words(client: Client) -> None:
    page = client.get("/sign-in/", headers={"host": "evil.example"})

    assert page.status_code == 400
    assert "That did not work" in words(page)


def test_a_wrong_address_is_told_in_words(browser: Client) -> None:
    answer = browser.get("/no-such-page/")

    assert answer.status_code == 404
    assert "There is no such page" in words(answer)


def test_the_address_of_a_button_opened_by_hand_says_that_nothing_was_done(browser: Client, mei: Person) -> None:
    identity.set_language(mei.id, "zh-hans")

    page = browser.get("/pay/read/", headers={"Accept": "text/html"})

    assert page.status_code == 405
    assert page.headers["Allow"] == "POST"
    assert "没有进行任何操作" in words(page)
