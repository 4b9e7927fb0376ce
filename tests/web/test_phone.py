"""A telephone number with the forms, and money to somebody by theirs."""

import json
import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from tests import make
from tests.web.browser import client_of, hidden, words

from zhiyin.identity import services as identity
from zhiyin.identity.queries import Person
from zhiyin.wallets.queries import wallet

pytestmark = pytest.mark.django_db


@pytest.fixture
def lin() -> Person:
    return make.person("lin", name="Lin")


def _code(page: Any) -> str:
    found = re.search(r"Your code is (\d{6})", words(page))
    assert found
    return found[1]


def _with_phone(person: Person, *, findable: bool) -> None:
    browser = client_of(person)
    page = browser.post("/me/phone/", {"deed": "add", "number": "+1 555 123 4567"})
    browser.post("/me/phone/", {"deed": "confirm", "code": _code(page)})
    browser.post("/me/phone/", {"deed": "findable", "findable": "1" if findable else ""})


def test_a_number_is_added_confirmed_shown_to_others_and_forgotten(lin: Person) -> None:
    browser = client_of(lin)
    page = browser.post("/me/phone/", {"deed": "add", "number": "+1 555 123 4567"})
    assert "no message was sent" in words(page)

    confirmed = browser.post("/me/phone/", {"deed": "confirm", "code": _code(page)}, follow=True)
    assert ("Nobody." in words(confirmed), "+1 ··· 67" in words(confirmed)) == (True, True)
    browser.post("/me/phone/", {"deed": "findable", "findable": "1"})
    assert "others can find you by it" in words(browser.get("/me/"))
    browser.post("/me/phone/", {"deed": "forget"})
    assert "None yet" in words(browser.get("/me/"))


@pytest.mark.parametrize(
    ("form", "says", "status"),
    [
        ({"deed": "add", "number": "555"}, "no telephone number", 422),
        ({"deed": "confirm", "code": "1"}, "not the code", 422),
        ({"deed": "findable", "findable": "1"}, "no confirmed number", 422),
    ],
)
def test_what_cannot_be_is_said_in_words(lin: Person, form: dict[str, str], says: str, status: int) -> None:
    page = client_of(lin).post("/me/phone/", form)

    assert (page.status_code, says in words(page)) == (status, True)


def test_money_goes_to_whoever_is_found_by_their_number(browser: Client, lin: Person) -> None:
    _with_phone(lin, findable=True)

    page = browser.get("/pay/friend/", {"to": "+1 (555) 123-4567", "amount": "5"}, follow=True)
    assert "Lin" in words(page)
    form = {"key": hidden(page, "key"), "to": hidden(page, "to"), "amount": hidden(page, "amount")}
    browser.post("/pay/friend/", form)

    assert wallet(lin.id).balance_minor == 5_00


def test_a_hidden_number_and_nobodys_are_the_same_page_with_a_link_to_leave_money_behind(browser: Client, lin: Person) -> None:
    _with_phone(lin, findable=False)

    pages = [browser.get("/pay/friend/", {"to": number, "amount": "5"}) for number in ("+1 555 123 4567", "+1 555 123 4568")]

    hidden_one, nobodys = (re.sub(r"csrf\w+\W+value=\"\w+\"", "", page.content.decode()).replace("34568", "34567") for page in pages)
    assert [page.status_code for page in pages] == [200, 200]
    assert words(pages[0]).replace("34568", "34567") == words(pages[1]).replace("34568", "34567")
    assert len(hidden_one) == len(nobodys)
    assert "links/new/?amount=5" in hidden_one


@pytest.mark.parametrize(("typed", "says"), [("+12", "no telephone number"), ("555 123 4567", "no telephone number")])
def test_a_number_that_is_none_is_said_to_be_none(browser: Client, typed: str, says: str) -> None:
    page = browser.get("/pay/friend/", {"to": typed})

    assert (page.status_code, says in words(page)) == (422, True)


def test_a_handle_of_figures_is_a_handle(browser: Client) -> None:
    make.person("13800138000", name="Figures")

    assert "Figures" in words(browser.get("/pay/friend/", {"to": "13800138000"}))


def test_people_one_sent_money_to_are_one_tap_away(browser: Client, lin: Person) -> None:
    page = browser.get("/pay/friend/", {"to": "lin", "amount": "5"})
    browser.post("/pay/friend/", {"key": hidden(page, "key"), "to": "lin", "amount": "5"})

    assert "?to=lin" in browser.get("/pay/friend/").content.decode()


def test_a_program_sends_to_a_number_and_learns_nothing_of_hidden_ones(lin: Person) -> None:
    _with_phone(lin, findable=True)
    mei = make.person(balance_minor=20_00)
    token = identity.issue_token(mei.id, "a program", at=make.AT)

    def send(number: str) -> tuple[int, str]:
        body = {"to": number, "amount": "3", "key": str(uuid4())}
        answer = Client().post("/api/v1/transfers", json.dumps(body), content_type="application/json", headers={"Authorization": f"Bearer {token}"})
        return answer.status_code, answer.json().get("code", "")

    assert send("+15551234567") == (201, "")
    identity.set_findable(lin.id, findable=False)
    assert send("+15551234567") == send("+15551234568") == (422, "unknown_person")
    assert send("+1") == (422, "bad_phone")
    assert wallet(lin.id).balance_minor == 3_00
