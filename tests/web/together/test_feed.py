"""What friends see, switched on and off by its owner, without a line of JavaScript."""

import pytest
from django.test import Client
from tests import make
from tests.web.browser import client_of, words

from zhiyin.identity.queries import Person
from zhiyin.kit import clock
from zhiyin.kit.ids import uuid7
from zhiyin.payments import services as paying

pytestmark = pytest.mark.django_db
SETTINGS = "/together/feed/settings/"


def test_a_friend_sees_what_was_allowed_until_it_is_taken_back(browser: Client, mei: Person) -> None:
    zhou, lin = make.person("zhou", name="Zhou"), make.person("lin", name="Lin")
    theirs = client_of(zhou)
    assert "Nobody sees anything" in words(browser.get("/together/feed/"))

    assert "1 friend sees it" in words(browser.post(SETTINGS, {"shown": "1", "friends": "@zhou"}, follow=True))
    paying.transfer(key=uuid7(), sender_id=mei.id, to_handle=lin.handle, amount_minor=3_21, at=clock.now(), note="tea")

    page = theirs.get("/together/feed/")
    assert "Mei Lin sent money to a friend" in words(page)
    assert "3.21" not in words(page).replace(" ", "")
    browser.post(SETTINGS, {"friends": "@zhou"})
    assert "Nothing to see yet" in words(theirs.get("/together/feed/"))


def test_somebody_who_does_not_exist_cannot_be_chosen(browser: Client) -> None:
    page = browser.post(SETTINGS, {"shown": "1", "friends": "@nobody_here"})

    assert (page.status_code, "Nobody here is called @nobody_here" in words(page)) == (422, True)
    assert "Nobody sees anything" in words(browser.get("/together/feed/"))
