"""A gift that several give with the forms, without a line of JavaScript."""

from datetime import timedelta

import pytest
from django.test import Client
from tests import make
from tests.web.browser import client_of, hidden, words

from zhiyin.kit import clock

pytestmark = pytest.mark.django_db
NEW = "/together/gifts/new/"


@pytest.fixture
def lin() -> Client:
    return client_of(make.person("lin", name="Lin", balance_minor=50_00))


@pytest.fixture
def anna() -> Client:
    return client_of(make.person("anna", name="Anna"))


def _opened(browser: Client, **draft: str) -> str:
    day = (clock.now() + timedelta(days=20)).date().isoformat()
    form = {"key": hidden(browser.get(NEW), "key"), "to": "@anna", "people": "@lin", "occasion": "Birthday", "day": day, "goal": "30"}
    answer = browser.post(NEW, form | draft)
    assert answer.status_code == 302, words(answer)
    return str(answer.headers["Location"])


def _put(browser: Client, there: str, amount: str, shown: str = "") -> str:
    page = browser.get(there, {"amount": amount, "shown": shown})
    form = {"key": hidden(page, "key"), "amount": amount, "shown": shown, "deed": "put"}
    for _ in range(2):
        answer = browser.post(there, form, follow=True)
    return words(answer)


def test_two_give_and_the_third_finds_a_card(browser: Client, lin: Client, anna: Client) -> None:
    there = _opened(browser)
    _put(browser, there, "12")
    said = _put(lin, there, "8.50", shown="1")

    assert "$ 20 .50" in said
    assert "Birthday" in words(lin.get("/together/"))
    assert anna.get(there).status_code == 404
    assert "Birthday" not in words(anna.get("/together/"))

    browser.post(there, {"deed": "give"})

    card = words(anna.get(there))
    assert all(each in card for each in ("A gift for you", "$ 20 .50", "It is in your wallet", "Mei Lin", "Lin $ 8 .50"))
    assert "$ 12 .00" not in card
    assert "Birthday" in words(anna.get("/together/"))


def test_each_line_of_the_account_book_leads_to_the_card(browser: Client, lin: Client, anna: Client) -> None:
    there = _opened(browser)
    _put(lin, there, "8.50")
    browser.post(there, {"deed": "cancel"})

    book = lin.get("/activity/").content.decode()

    assert "Gift for Anna came back" in book
    story = book.split("/gift_back/")[1].split("/")[0]
    assert "called off" in words(lin.get(f"/activity/gift_back/{story}/", follow=True))


def test_only_whoever_opened_it_is_offered_the_end_of_it(browser: Client, lin: Client, anna: Client) -> None:
    there = _opened(browser)

    assert "Call the gift off" in words(browser.get(there))
    assert "Call the gift off" not in words(lin.get(there))
    assert lin.post(there, {"deed": "cancel"}).status_code == 404


@pytest.mark.parametrize(
    ("draft", "says"),
    [
        ({"day": "tomorrow"}, "day to come"),
        ({"day": "2020-01-01"}, "day to come"),
        ({"occasion": ""}, "occasion"),
        ({"people": "@anna"}, "Check the names"),
        ({"to": "@nobody"}, "nobody"),
        ({"goal": "-3"}, "more than zero"),
    ],
)
@pytest.mark.usefixtures("lin", "anna")
def test_what_cannot_be_opened_is_said_in_words_and_the_draft_stays(browser: Client, draft: dict[str, str], says: str) -> None:
    form = {"key": hidden(browser.get(NEW), "key"), "to": "@anna", "people": "@lin", "occasion": "New flat", "day": "2999-01-01", "words": "Cheers"}

    page = browser.post(NEW, form | draft)

    assert (page.status_code, says in words(page), "Cheers" in page.content.decode()) == (422, True, True)


@pytest.mark.parametrize(("amount", "says"), [("0", "more than zero"), ("x", "not an amount"), ("60", "$50.00")])
def test_what_cannot_be_put_in_is_said_in_words(browser: Client, lin: Client, anna: Client, amount: str, says: str) -> None:
    there = _opened(browser)

    page = lin.post(there, {"key": hidden(lin.get(there, {"amount": "5"}), "key"), "amount": amount, "deed": "put"})

    assert (page.status_code, says in words(page)) == (422, True)
