"""Staff see how each currency stands and stop one for a while: nothing is exchanged or sent out, what comes in arrives."""

from datetime import timedelta

import pytest
from django.test import Client
from tests import make
from tests.wallets import currencies
from tests.web.browser import client_of, words

from zhiyin.funding import chains
from zhiyin.funding import queries as funds
from zhiyin.funding.services import chain
from zhiyin.identity import services as identity
from zhiyin.identity.queries import Person
from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.wallets import queries, services

pytestmark = pytest.mark.django_db
THERE = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"


@pytest.fixture(autouse=True)
def at_one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: make.AT)


@pytest.fixture
def mei() -> Person:
    currencies.open_market(stock_major=1_000)
    return make.person("mei", balance_minor=100_00)


@pytest.fixture
def clerk() -> Client:
    return client_of(make.staff("risk"))


def rich(person: Person) -> None:
    """They have a tenth of a bitcoin."""
    chain.simulate_deposit(person.id, "BTC", amount_minor=10_000_000, at=make.AT)
    for _ in range(3):
        chain.simulate_block("BTC")
    chain.look("BTC", at=make.AT)


def test_each_currency_tells_what_is_owed_what_can_be_sold_and_how_old_its_rate_is(mei: Person, clerk: Client) -> None:
    rich(mei)
    chain.pay_out(key=uuid7(), person_id=mei.id, asset="BTC", address=THERE, amount_minor=1_000_000, at=make.AT)
    chain.simulate_deposit(mei.id, "BTC", amount_minor=5_000, at=make.AT)
    chain.look("BTC", at=make.AT)
    made = chains.of("simulated", "BTC")
    assert made

    stands = {each.offered.asset.code: each for each in queries.standings(make.AT)}

    bitcoin, dollar = stands["BTC"], stands["USD"]
    assert (bitcoin.supply_minor, bitcoin.held_minor, bitcoin.holders) == (10_000_000, 1_000_000 + made.fee_minor(), 1)
    assert (bitcoin.liquidity_minor, dollar.supply_minor) == (1_000 * 10**8, 100_00)
    assert bitcoin.rate
    assert (int(bitcoin.rate.mid), bitcoin.rate_at, dollar.rate) == (64_000, make.AT, None)
    assert queries.standings(make.AT + timedelta(hours=2))[-1].rate is None
    page = words(clerk.get("/console/assets/"))
    for said in ("Bitcoin", "1 BTC = 64000 USD", "simulated 3 confirmations", "Coming in 1", "Going out 1", "our own"):
        assert said in page


def test_a_paused_currency_is_neither_exchanged_nor_sent_out_and_what_comes_in_arrives(mei: Person, clerk: Client) -> None:
    rich(mei)
    offer, key = currencies.offer(mei.id, "USD", 11_00, "BTC"), uuid7()
    asked = {"key": key, "person_id": mei.id, "asset": "BTC", "address": THERE, "amount_minor": 1_000}
    sent = chain.pay_out(**asked, at=make.AT)  # type: ignore[arg-type]

    for _ in range(2):
        assert "neither exchanged nor sent out" in words(clerk.post("/console/assets/BTC/pause/", {"deed": "pause"}, follow=True))

    with pytest.raises(Refusal, match="asset_paused"):
        services.exchange(key=uuid7(), person_id=mei.id, quote_id=offer.id, at=make.AT)
    with pytest.raises(Refusal, match="asset_paused"):
        currencies.offer(mei.id, "BTC", 1_000_000, "USD")
    with pytest.raises(Refusal, match="asset_paused"):
        chain.pay_out(**asked | {"key": uuid7()}, at=make.AT)  # type: ignore[arg-type]
    assert chain.pay_out(**asked, at=make.AT) == sent  # type: ignore[arg-type]
    before = currencies.balance(mei.id, "BTC")
    rich(mei)
    assert currencies.balance(mei.id, "BTC") == before + 10_000_000
    assert currencies.offer(mei.id, "USD", 11_00, "EUR")

    clerk.post("/console/assets/BTC/pause/", {"deed": "resume"})
    services.exchange(key=uuid7(), person_id=mei.id, quote_id=offer.id, at=make.AT)
    assert (funds.differences(), queries.exchange_differences()) == ((), ())


@pytest.mark.parametrize("asset", ["USD", "XYZ", "x" * 60])
def test_what_cannot_be_paused_is_refused(clerk: Client, asset: str) -> None:
    page = clerk.post(f"/console/assets/{asset}/pause/", {"deed": "pause"}, follow=True)

    assert "neither exchanged nor sent out now" not in words(page)
    assert page.status_code == 200


def test_support_looks_and_pauses_nothing_and_a_person_sees_none_of_it(mei: Person) -> None:
    helper = make.staff("support")
    identity.set_language(helper.id, "zh-hans")

    page = client_of(helper).get("/console/assets/")

    assert "比特币" in words(page)
    assert "流动性" in words(page)
    assert "/pause/" not in page.content.decode()
    assert client_of(helper).post("/console/assets/BTC/pause/", {"deed": "pause"}).status_code == 403
    assert client_of(mei).get("/console/assets/").status_code in (302, 403, 404)
    assert currencies.offer(mei.id, "USD", 11_00, "BTC")
