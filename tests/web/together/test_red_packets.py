"""A red packet from the purse to the draw that anybody can check, without a line of JavaScript."""

import pytest
from django.test import Client
from tests import make
from tests.web.browser import client_of, hidden, words

from zhiyin.followups import services as followups
from zhiyin.identity.queries import Person
from zhiyin.kit import clock
from zhiyin.kit.ids import uuid7
from zhiyin.outbox import services as outbox
from zhiyin.payments.queries import together
from zhiyin.payments.services import together as doing
from zhiyin.wallets import queries as wallets

pytestmark = pytest.mark.django_db
FIELDS = ("key", "amount", "count", "way", "greeting", "guests")


def _sent(browser: Client, **change: str) -> str:
    """Mei has put 10.00 for two into a packet with the forms; its address."""
    draft = {"amount": "10", "count": "2", "way": "lucky", "greeting": "Happy birthday"} | change
    page = browser.get("/together/red-packets/new/", draft)
    return str(browser.post("/together/red-packets/new/", {name: hidden(page, name) for name in FIELDS}).headers["Location"])


def test_two_friends_open_it_and_everybody_sees_the_draw(browser: Client, mei: Person) -> None:
    there = _sent(browser)
    assert "0 of 2 opened" in words(browser.get(there))
    lin, zhou = make.person(name="Lin"), make.person(name="Zhou")

    opened = [client_of(friend).post(there, follow=True) for friend in (lin, lin, zhou)]

    assert all("It is in your wallet." in words(page) for page in opened)
    got = [wallets.wallet(friend.id).balance_minor for friend in (lin, zhou)]
    assert (sum(got), wallets.wallet(mei.id).balance_minor) == (10_00, 90_00)
    told = together.red_packet(there.split("/")[-2], for_person=mei.id)
    assert told is not None
    draw = Client().get("/red-packets/draw/", {"seed": told.seed, "total": "10.00", "count": "2"})
    assert told.commitment in words(draw)
    assert all(f"{amount // 100}.{amount % 100:02}" in words(draw).replace(" .", ".") for amount in got)


def test_who_has_not_opened_it_does_not_see_what_others_got(browser: Client) -> None:
    there = _sent(browser, count="3")
    client_of(make.person(name="Xu Yan")).post(there)

    page = words(client_of(make.person()).get(there))

    assert "1 of 3 opened" in page
    assert "Xu Yan" not in page
    assert "$10.00" not in page


def test_the_chosen_find_it_in_their_inbox_and_nobody_else_can_open_it(browser: Client) -> None:
    lin, stranger = make.person("lin"), make.person()
    there = _sent(browser, guests="@lin")
    outbox.drain(at=clock.now())
    followups.run_due(clock.now(), limit=50)

    inbox, refused = client_of(lin).get("/inbox/"), client_of(stranger).post(there)

    assert "Mei Lin sent you a red packet" in words(inbox)
    packet = next(part for part in inbox.content.decode().split('"') if part.startswith("/together/red-packets/"))
    by_id = client_of(lin).get(packet).headers["Location"]
    assert by_id == packet.replace("/together/red-packets/", "/red/")
    assert "It is in your wallet" in words(client_of(lin).post(by_id, follow=True))
    assert (refused.status_code, client_of(stranger).get(packet).status_code) == (403, 404)


def test_all_of_it_stands_in_the_account_book(browser: Client, mei: Person) -> None:
    there, lin = _sent(browser, count="3"), make.person()
    theirs = client_of(lin)
    theirs.post(there)
    doing.return_expired_red_packets(clock.now() + doing.LIFETIME)

    mine, lins = words(browser.get("/activity/")), words(theirs.get("/activity/?q=Mei"))

    assert "Red packet came back" in mine
    assert "Red packet from Mei Lin" in lins
    for row in browser.get("/activity/?kind=together").content.decode().split('"'):
        if row.startswith("/activity/packet"):
            assert "Who got what" in words(browser.get(row, follow=True))
    assert wallets.wallet(mei.id).balance_minor + wallets.wallet(lin.id).balance_minor == 100_00


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"count": "0"}, "1 to 100 people"),
        ({"amount": "-1"}, "more than zero"),
        ({"amount": "0.01"}, "too little"),
        ({"amount": "500"}, "not enough"),
    ],
)
def test_what_cannot_be_sent_is_said_in_words(browser: Client, mei: Person, change: dict[str, str], says: str) -> None:
    form = {"key": str(uuid7()), "amount": "10", "count": "2", "way": "lucky", "greeting": "", "guests": ""}

    page = browser.post("/together/red-packets/new/", form | change)

    assert page.status_code == 422
    assert says in words(page)
    assert wallets.wallet(mei.id).balance_minor == 100_00


@pytest.mark.parametrize("asked", [{"seed": "zz", "total": "1", "count": "2"}, {"seed": "00" * 32, "total": "x", "count": "2"}, {"count": "²"}])
def test_what_is_no_draw_is_said_in_words(asked: dict[str, str]) -> None:
    page = Client().get("/red-packets/draw/", asked)

    assert (page.status_code, "no draw can be worked out" in words(page)) == (200, True)
