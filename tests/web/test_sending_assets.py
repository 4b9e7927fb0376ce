"""Points and bitcoin to a friend with the forms, and by a program."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from tests import make
from tests.wallets.currencies import balance, open_market
from tests.web.browser import client_of, hidden, words

from zhiyin.identity import services as identity
from zhiyin.identity.queries import Person
from zhiyin.kit import clock
from zhiyin.kit.ids import uuid7
from zhiyin.wallets import services as wallets
from zhiyin.wallets.models import Rate

pytestmark = pytest.mark.django_db


@pytest.fixture
def mei() -> Person:
    open_market()
    Rate.objects.update(good_until=clock.now() + timedelta(hours=1))
    mei = make.person("mei", balance_minor=20_00)
    wallets.give(key=uuid7(), person_id=mei.id, asset="PTS", amount_minor=1_200, at=make.AT)
    wallets.give(key=uuid7(), person_id=mei.id, asset="BTC", amount_minor=100_000, at=make.AT)
    return mei


@pytest.fixture
def lin() -> Person:
    return make.person("lin", name="Lin")


def test_what_is_held_can_be_chosen_and_is_sent_in_its_own_digits(mei: Person, lin: Person) -> None:
    browser = client_of(mei)
    assert "USD PTS BTC" in words(browser.get("/pay/friend/", {"to": "lin"}))
    page = browser.get("/pay/friend/", {"to": "lin", "asset": "BTC", "amount": "0.00025"})
    assert "0.00025 BTC" in words(page)

    form = {"key": hidden(page, "key"), "to": "lin", "asset": "BTC", "amount": hidden(page, "amount")}
    story = browser.post("/pay/friend/", form, follow=True)

    assert (balance(lin.id, "BTC"), balance(mei.id, "BTC")) == (25_000, 75_000)
    assert "−0 .00025 BTC" in words(story)
    assert "−0 .00025 BTC" in words(browser.get("/activity/"))


def test_who_has_money_only_is_asked_for_nothing_more(lin: Person, mei: Person) -> None:
    assert "What to send" not in client_of(lin).get("/pay/friend/", {"to": mei.handle}).content.decode()


@pytest.mark.parametrize(("asset", "amount", "says"), [("PTS", "1.5", "at most 0"), ("PTS", "1201", "1,200"), ("XXX", "21", "$20.00")])
def test_what_cannot_be_sent_is_said_in_words(mei: Person, lin: Person, asset: str, amount: str, says: str) -> None:
    browser = client_of(mei)
    key = hidden(browser.get("/pay/friend/", {"to": lin.handle, "amount": "1"}), "key")

    answer = browser.post("/pay/friend/", {"key": key, "to": "lin", "asset": asset, "amount": amount})

    assert (answer.status_code, balance(lin.id, "PTS")) == (422, 0)
    assert says in words(answer)


@pytest.mark.parametrize(("asset", "status"), [("PTS", 201), ("", 201), ("XXX", 404)])
def test_a_program_names_what_it_sends(mei: Person, lin: Person, asset: str, status: int) -> None:
    token = identity.issue_token(mei.id, "a program", at=make.AT)
    body = {"to": lin.handle, "amount": "3", "asset": asset, "key": str(uuid4())}

    answer = Client().post("/api/v1/transfers", json.dumps(body), content_type="application/json", headers={"Authorization": f"Bearer {token}"})

    assert answer.status_code == status
    if status == 201:
        assert (answer.json()["asset"], balance(lin.id, asset or "USD")) == (asset or "USD", 3 if asset else 3_00)
