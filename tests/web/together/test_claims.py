"""Money by link, from the purse to whoever has the link, without a line of JavaScript."""

import re
from dataclasses import replace

import pytest
from django.conf import settings as site
from django.core import mail
from django.test import Client
from pytest_django import Settings
from tests import make
from tests.web.browser import client_of, hidden, words

from zhiyin.identity.models import User
from zhiyin.identity.queries import Person
from zhiyin.kit.ids import uuid7
from zhiyin.wallets import queries as wallets

pytestmark = pytest.mark.django_db


def _link(browser: Client, amount: str = "7.50") -> tuple[str, str]:
    """Mei has left money with the forms; the address of her page, and the link's own."""
    page = browser.get("/together/links/new/", {"amount": amount, "note": "for the tickets"})
    made = browser.post("/together/links/new/", {name: hidden(page, name) for name in ("key", "amount", "note")}, follow=True)
    found = re.search(r'value="[^"]*(/claim/[^"]+)"', made.content.decode())
    assert found
    return made.redirect_chain[-1][0], found[1]


def test_a_stranger_sees_what_waits_and_somebody_signed_in_takes_it_once(browser: Client, mei: Person) -> None:
    mine, link = _link(browser)
    stranger, lin = Client().get(link), make.person(name="Xu Yan")
    assert "Mei Lin has money for you" in words(stranger)
    assert "/sign-up/?next=" in stranger.content.decode()
    assert Client().post(f"{link}take/").status_code == 302

    taken = [client_of(lin).post(f"{link}take/", follow=True) for _ in range(2)]

    assert all("From Mei Lin, by link" in words(page) for page in taken)
    assert (wallets.wallet(lin.id).balance_minor, wallets.wallet(mei.id).balance_minor) == (7_50, 92_50)
    assert "Claimed by Xu Yan" in words(browser.get(mine))
    assert "Nothing waits here any more" in words(Client().get(link))
    assert "Money link from Mei Lin" in words(client_of(lin).get("/activity/"))


def test_the_sender_takes_it_back(browser: Client, mei: Person) -> None:
    mine, link = _link(browser)

    back = browser.post(mine, follow=True)

    assert "taken back" in words(back)
    assert "/claim/" not in back.content.decode()
    assert wallets.wallet(mei.id).balance_minor == 100_00
    row = next(part for part in browser.get("/activity/").content.decode().split('"') if part.startswith("/activity/claim_back"))
    assert "taken back" in words(browser.get(row, follow=True))
    assert client_of(make.person()).post(f"{link}take/").status_code == 409


def test_ones_own_link_says_so(browser: Client) -> None:
    _, link = _link(browser)

    page = browser.post(f"{link}take/")

    assert (page.status_code, "You left this money yourself" in words(page)) == (422, True)


@pytest.mark.parametrize(("amount", "says"), [("0", "more than zero"), ("200", "not enough"), ("x", "is not an amount")])
def test_what_cannot_be_left_is_said_in_words(browser: Client, mei: Person, amount: str, says: str) -> None:
    page = browser.post("/together/links/new/", {"key": hidden(browser.get("/together/links/new/", {"amount": "1"}), "key"), "amount": amount})

    assert (page.status_code, says in words(page), wallets.wallet(mei.id).balance_minor) == (422, True, 100_00)


def test_a_link_to_nowhere_is_not_there() -> None:
    assert Client().get("/claim/nothing-like-that/").status_code == 404


@pytest.mark.parametrize(
    ("there", "form"),
    [
        ("/together/links/new/", {"amount": "60", "note": ""}),
        ("/together/red-packets/new/", {"amount": "60", "count": "2", "way": "equal", "greeting": "", "guests": ""}),
    ],
)
def test_a_larger_amount_leaves_the_wallet_only_when_it_was_confirmed(
    browser: Client, mei: Person, settings: Settings, there: str, form: dict[str, str]
) -> None:
    settings.CONFIG = replace(site.CONFIG, prove_over_minor=100_00, prove_new_over_minor=50_00)
    User.objects.filter(id=mei.id).update(email="mei@example.org")
    asked = browser.post(there, {"key": str(uuid7()), **form})
    assert "$60.00" in words(asked).replace(" ", "")
    assert wallets.wallet(mei.id).balance_minor == 100_00
    carried = {name: hidden(asked, name) for name in ("key", *form, "confirmation")}
    browser.post(there, carried | {"send_code": "1"})
    code = re.findall(r"\b\d{8}\b", str(mail.outbox[-1].body))[0]

    changed = browser.post(there, carried | {"mail_code": code, "amount": "61"})
    assert (changed.status_code >= 400, wallets.wallet(mei.id).balance_minor) == (True, 100_00)

    browser.post(there, carried | {"mail_code": code})
    assert wallets.wallet(mei.id).balance_minor == 40_00
