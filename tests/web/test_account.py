"""A person changes what they are called and where their day begins; the handle stays."""

import pytest
from tests import make
from tests.web.browser import client_of, words

from zhiyin.identity import queries as identity
from zhiyin.identity.queries import Person

pytestmark = pytest.mark.django_db
THERE = "/me/account/"


def now(person: Person) -> Person:
    found = identity.person(person.id)
    assert found
    return found


def test_a_name_is_changed_and_the_handle_stays() -> None:
    mei = make.person("mei", name="Mei")
    browser = client_of(mei)

    browser.post(THERE, {"deed": "name", "name": "  林\u200b  梅 "})

    assert (now(mei).name, now(mei).handle) == ("林 梅", "mei")
    assert "林 梅" in words(browser.get("/me/"))


@pytest.mark.parametrize("name", ["", " \u200b", "x" * 61])
def test_what_is_no_name_is_said_and_changes_nothing(name: str) -> None:
    mei = make.person("mei", name="Mei")

    page = client_of(mei).post(THERE, {"deed": "name", "name": name})

    assert (page.status_code, now(mei).name) == (422, "Mei")


def test_a_time_zone_is_chosen_from_those_there_are() -> None:
    mei = make.person()
    browser = client_of(mei)
    assert ">Asia/Shanghai</option>" in browser.get(THERE).content.decode()

    browser.post(THERE, {"deed": "timezone", "timezone": "Asia/Shanghai"})
    assert browser.post(THERE, {"deed": "timezone", "timezone": "Nowhere/Land"}).status_code == 422

    assert now(mei).timezone == "Asia/Shanghai"
