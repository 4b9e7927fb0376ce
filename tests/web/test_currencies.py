"""Other currencies without a line of JavaScript, and every "no" on the way."""

from datetime import timedelta

import pytest
from django.test import Client
from tests import make
from tests.wallets.currencies import balance, offer, open_market
from tests.web.browser import HTMX, client_of, hidden, words

from zhiyin.funding import chains
from zhiyin.funding.services import chain
from zhiyin.identity.queries import Person
from zhiyin.kit import clock
from zhiyin.kit.ids import uuid7

pytestmark = pytest.mark.django_db
THERE = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"
NO_EXCHANGE = "/wallet/exchanged/01a20501-97e6-7325-a82a-4ad655ab6622/"


def tight(page: object) -> str:
    """The words of a page without any space: amounts are set in pieces."""
    return "".join(words(page).split())


@pytest.fixture(autouse=True)
def at_one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: make.AT)


@pytest.fixture
def _market(mei: Person) -> None:
    open_market()


def test_where_there_is_one_currency_the_page_says_so(browser: Client) -> None:
    assert "There is one currency here so far" in words(browser.get("/wallet/"))


@pytest.mark.usefixtures("_market")
def test_a_rate_is_asked_for_shown_and_taken(browser: Client, mei: Person) -> None:
    asked = browser.post("/wallet/exchange/", {"sells": "USD", "buys": "EUR", "amount": "11"}, follow=True)
    assert "Youget€9.95for$11.00" in tight(asked)
    assert "1 USD = 0.904545 EUR" in words(asked)
    assert "€0.05(0.50%,roundingincluded)" in tight(asked)
    address = asked.redirect_chain[-1][0]

    done = browser.post(address, {"key": hidden(asked, "key")}, follow=True)
    again = browser.post(address, {"key": hidden(asked, "key")}, follow=True)

    assert "Exchanged+€9.95" in tight(done)
    assert words(again) == words(done)
    assert (balance(mei.id, "USD"), balance(mei.id, "EUR")) == (89_00, 9_95)
    assert browser.get(address).status_code == 302
    assert "€9.95" in words(browser.get("/"))
    assert "Exchange" in words(browser.get("/wallet/EUR/"))
    line = browser.get("/activity/", {"kind": "exchange"})
    assert "+€9.95−$11.00Balanceafter:$89.00" in tight(line)
    assert "Exchanged+€9.95" in tight(browser.get(f"/activity/exchange/{done.redirect_chain[-1][0].split('/')[-2]}/", follow=True))


@pytest.mark.usefixtures("_market")
def test_a_rate_that_has_expired_is_not_taken_and_a_new_one_is_offered(browser: Client, mei: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    address = f"/wallet/exchange/{offer(mei.id, sell_minor=10_00).id}/"
    form = {"key": hidden(browser.get(address), "key")}
    monkeypatch.setattr(clock, "now", lambda: make.AT + timedelta(seconds=30))

    refused = browser.post(address, form)

    assert refused.status_code == 409
    assert "Ask for a new rate" in words(refused)
    assert balance(mei.id, "EUR") == 0


@pytest.mark.usefixtures("_market")
@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"sells": "USD", "buys": "EUR", "amount": "1e3"}, "is not an amount"),
        ({"sells": "USD", "buys": "EUR", "amount": ""}, "is not an amount"),
        ({"sells": "USD", "buys": "USD", "amount": "5"}, "Both sides are USD"),
        ({"sells": "GOLD", "buys": "USD", "amount": "5"}, "does not hold GOLD"),
        ({"sells": "BTC", "buys": "EUR", "amount": "0.00000001"}, "worth less than €0.01"),
    ],
)
def test_what_cannot_be_exchanged_is_said_beside_what_was_typed(browser: Client, form: dict[str, str], says: str) -> None:
    refused = browser.post("/wallet/exchange/", form)

    assert refused.status_code in (404, 422)
    assert says in words(refused)


@pytest.mark.usefixtures("_market")
def test_one_who_has_less_is_told_before_the_button(browser: Client, mei: Person) -> None:
    page = browser.get(f"/wallet/exchange/{offer(mei.id, sell_minor=900_00).id}/")

    assert "You do not have that much" in words(page)
    assert 'name="key"' not in page.content.decode()


@pytest.mark.usefixtures("_market")
def test_the_quote_of_somebody_else_is_not_there(mei: Person) -> None:
    address = f"/wallet/exchange/{offer(mei.id).id}/"

    assert client_of(make.person()).get(address).status_code == 404
    assert client_of(make.person()).post(address, {"key": str(uuid7())}).status_code == 404


@pytest.mark.usefixtures("_market")
def test_made_up_coins_come_in_and_the_page_says_that_they_are(browser: Client, mei: Person) -> None:
    page = browser.get("/wallet/BTC/receive/")
    assert "This chain is simulated" in words(page)
    assert "bitcoin:bcrt1q" in page.content.decode()

    after = browser.post("/wallet/BTC/receive/pretend/", follow=True)
    assert "On its way: 0 of 3 confirmations" in words(after)
    for _ in range(3):
        chain.watch(make.AT)

    part = browser.get("/wallet/BTC/receive/", headers=HTMX)
    assert "In your wallet" in words(part)
    assert "hx-get" not in part.content.decode()
    assert balance(mei.id, "BTC") == 100_000


@pytest.mark.usefixtures("_market")
def test_coins_leave_after_a_look_at_where_to_and_what_it_costs(browser: Client, mei: Person) -> None:
    browser.post("/wallet/BTC/receive/pretend/")
    for _ in range(3):
        chain.watch(make.AT)

    proposal = browser.get("/wallet/BTC/send/", {"address": f"bitcoin:{THERE}?amount=0.0005"})
    assert "Leavesyourwallet0.00051BTC" in tight(proposal)
    form = {name: hidden(proposal, name) for name in ("key", "address", "amount")}
    sent = browser.post("/wallet/BTC/send/", form, follow=True)
    browser.post("/wallet/BTC/send/", form)

    assert "Set aside; leaves within moments" in words(sent)
    for _ in range(4):
        chain.watch(make.AT)
    assert "Arrived" in words(browser.get("/wallet/BTC/send/"))
    assert balance(mei.id, "BTC") == 49_000
    assert len(chains.SimulatedChain("BTC").received(since=0)) == 1


@pytest.mark.usefixtures("_market")
@pytest.mark.parametrize(("address", "amount"), [("nonsense", "1"), (THERE, "NaN"), (f"bitcoin:{THERE}?amount=-1", ""), (THERE, "0.000000001")])
def test_where_nothing_can_go_is_said(browser: Client, address: str, amount: str) -> None:
    refused = browser.get("/wallet/BTC/send/", {"address": address, "amount": amount})

    assert refused.status_code == 422
    assert "No money has moved" in words(refused)


@pytest.mark.usefixtures("_market")
@pytest.mark.parametrize("address", ["/wallet/XYZ/", "/wallet/EUR/receive/", "/wallet/USD/send/", "/wallet/../send/", NO_EXCHANGE])
def test_what_is_not_there_is_a_page_that_says_so(browser: Client, address: str) -> None:
    assert browser.get(address).status_code == 404
