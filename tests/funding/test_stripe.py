"""Stripe end to end: its own library against a stateful stand-in, over a real line that fails on purpose."""

import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from pytest_django import Settings
from tests import make
from tests.funding import stripe_edge
from tests.funding.stripe_edge import Edge

from zhiyin.funding import queries, services
from zhiyin.funding.models import Charge, ProviderEvent
from zhiyin.identity.queries import Person
from zhiyin.kit.clock import now
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import derived, uuid7
from zhiyin.ledger import queries as ledger
from zhiyin.wallets import services as wallets
from zhiyin.wallets.queries import wallet

pytestmark = pytest.mark.django_db
SECRET = "whsec_of_tests"
ALWAYS_DECLINED, ASKS_ITS_BANK = "4000000000000341", "4000002500003155"


@pytest.fixture(scope="module")
def one_stripe() -> Iterator[Edge]:
    with stripe_edge.running() as edge:
        yield edge


@pytest.fixture
def stripe(one_stripe: Edge, settings: Settings) -> Edge:
    settings.CONFIG = replace(settings.CONFIG, stripe_key=stripe_edge.KEY, stripe_webhook_secret=SECRET, stripe_url=one_stripe.url)
    one_stripe.loses, one_stripe.charges = [], 0
    return one_stripe


@pytest.fixture
def mei() -> Person:
    return make.person()


def card_of(person: Person, stripe: Edge, number: str = "4242424242424242") -> UUID:
    key = uuid7()
    visit = services.visit_card_company(key=key, person_id=person.id, back_url="https://here/back", at=now())
    assert (visit.is_done, visit.url.startswith("https://checkout.stripe.com/")) == (False, True)
    stripe.give_card(visit.url.rsplit("/", 1)[1], number)
    assert services.visit_card_company(key=key, person_id=person.id, back_url="https://here/back", at=now()).is_done
    return derived("card of visit", key)


def paid_in(person: Person, card: UUID, *, key: UUID | None = None, amount_minor: int = 25_00) -> queries.Charge:
    return services.charge(key=key or uuid7(), person_id=person.id, method_id=card, amount_minor=amount_minor, at=now())


def later(minutes: int = 1) -> None:
    services.ask_about_open_charges(now() + timedelta(minutes=minutes))


def right(person: Person, amount_minor: int) -> bool:
    """The wallet holds that much, Stripe owes it, and what was recorded agrees with the journal."""
    owed = -ledger.balances([account := wallets.system_account("stripe")])[account].posted
    return (wallet(person.id).balance_minor, owed, queries.differences()) == (amount_minor, amount_minor, ())


def call(body: bytes, *, secret: str = SECRET, at: float = 0) -> Any:
    moment = int(at or time.time())
    signature = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    client = Client(headers={"Stripe-Signature": f"t={moment},v1={signature}"})
    return client.post("/api/v1/webhooks/stripe", data=body, content_type="application/json")


def event(charge_id: UUID, *, kind: str = "payment_intent.succeeded", number: str = "evt_1") -> bytes:
    about = {"id": "pi_any", "object": "payment_intent", "metadata": {"zhiyin_charge": str(charge_id)}}
    return json.dumps({"id": number, "object": "event", "type": kind, "data": {"object": about}}).encode()


def test_a_card_is_given_on_stripes_page_and_pays_in(mei: Person, stripe: Edge) -> None:
    done = paid_in(mei, card_of(mei, stripe))

    assert (done.state, done.method.name, done.method.expires) == ("paid", "Visa ·· 4242", "2039-12")
    assert right(mei, 25_00)


@pytest.mark.parametrize(("number", "reason"), [(ALWAYS_DECLINED, "card_declined"), (ASKS_ITS_BANK, "authentication_required")])
def test_a_card_that_does_not_pay_says_why(mei: Person, stripe: Edge, number: str, reason: str) -> None:
    failed = paid_in(mei, card_of(mei, stripe, number))

    assert (failed.state, failed.reason, right(mei, 0)) == ("failed", reason, True)


@pytest.mark.parametrize("fates", [["answer"], ["key"], ["request", "answer"], ["answer", "answer", "key"]])
def test_trying_again_with_the_same_key_takes_the_money_once(mei: Person, stripe: Edge, fates: list[str]) -> None:
    card, key, stripe.loses = card_of(mei, stripe), uuid7(), [*fates]

    states = [paid_in(mei, card, key=key).state for _ in range(len(fates) + 1)]

    assert (states[-1], stripe.charges, right(mei, 25_00)) == ("paid", 1, True)


def test_a_lost_answer_is_found_by_our_own_number(mei: Person, stripe: Edge) -> None:
    card, stripe.loses = card_of(mei, stripe), ["answer"]
    assert (paid_in(mei, card).state, right(mei, 0)) == ("waiting", True)

    later()

    assert (stripe.charges, right(mei, 25_00)) == (1, True)


def test_a_request_that_never_arrived_takes_nothing_and_is_given_up(mei: Person, stripe: Edge) -> None:
    card, stripe.loses = card_of(mei, stripe), ["request"]
    lost = paid_in(mei, card)

    later()
    later(11)

    found = queries.charges([lost.id])[lost.id]
    assert (found.state, found.reason, stripe.charges, right(mei, 0)) == ("failed", "never_arrived", 0, True)


def test_a_webhook_settles_what_we_never_heard_and_its_repeats_do_nothing(mei: Person, stripe: Edge) -> None:
    card, stripe.loses = card_of(mei, stripe), ["answer"]
    lost = paid_in(mei, card)

    answers = [call(event(lost.id)).json() for _ in range(3)]

    assert ([each["new"] for each in answers], right(mei, 25_00), ProviderEvent.objects.count()) == ([True, False, False], True, 1)


def test_webhooks_out_of_order_change_nothing_that_is_settled(mei: Person, stripe: Edge) -> None:
    done = paid_in(mei, card_of(mei, stripe))

    for number, kind in enumerate(("payment_intent.payment_failed", "payment_intent.processing", "payment_intent.canceled")):
        assert call(event(done.id, kind=kind, number=f"evt_{number}")).status_code == 200

    assert (queries.charges([done.id])[done.id].state, right(mei, 25_00)) == ("paid", True)


def test_a_webhook_is_not_believed_but_asked_about(mei: Person, stripe: Edge) -> None:
    failed = paid_in(mei, card_of(mei, stripe, ALWAYS_DECLINED))

    assert call(event(failed.id)).status_code == 200

    assert (queries.charges([failed.id])[failed.id].state, right(mei, 0)) == ("failed", True)


def test_a_webhook_tells_of_a_card_whose_person_never_came_back(mei: Person, stripe: Edge) -> None:
    key = uuid7()
    visit = services.visit_card_company(key=key, person_id=mei.id, back_url="https://here/", at=now())
    session = visit.url.rsplit("/", 1)[1]
    stripe.give_card(session)

    about = {"id": session, "object": "checkout.session", "metadata": {"zhiyin_setup": str(key)}}
    call(json.dumps({"id": "evt_s", "object": "event", "type": "checkout.session.completed", "data": {"object": about}}).encode())

    assert [each.name for each in queries.cards(mei.id)] == ["Visa ·· 4242"]


def test_what_could_not_be_asked_about_is_asked_about_later_and_can_be_replayed(mei: Person, stripe: Edge, settings: Settings) -> None:
    card, stripe.loses, there = card_of(mei, stripe), ["answer"], settings.CONFIG
    lost = paid_in(mei, card)
    settings.CONFIG = replace(there, stripe_url="http://127.0.0.1:9")
    assert call(event(lost.id)).status_code == 200
    assert [(each.handled_at, each.error) for each in queries.provider_events(unhandled=True)] == [(None, "no_answer")]

    settings.CONFIG = there
    assert (services.handle_waiting(now()), services.handle_waiting(now()), services.replay_webhooks(now())) == (1, 0, (1, 0))

    assert (queries.provider_events(unhandled=True), right(mei, 25_00)) == ((), True)


@pytest.mark.parametrize(("secret", "age"), [("whsec_of_somebody_else", 0), (SECRET, 3_600)], ids=["another secret", "old"])
def test_a_call_that_is_not_stripes_is_refused_and_not_kept(mei: Person, stripe: Edge, secret: str, age: int) -> None:
    answer = call(event(uuid7()), secret=secret, at=time.time() - age)

    assert (answer.status_code, answer.json()["code"], ProviderEvent.objects.count()) == (400, "bad_webhook", 0)


@pytest.mark.parametrize("body", [b"", b"{}", b"not json", b'{"id": 5}', b'{"id": "evt", "type": "x", "data": {"object": {}}}', b"[1]", b"\xff\x00"])
def test_nonsense_with_a_right_signature_breaks_nothing(stripe: Edge, body: bytes) -> None:
    assert call(body).status_code in (200, 400)


def test_without_a_secret_nobody_may_call(settings: Settings) -> None:
    assert call(event(uuid7())).json()["code"] == "bad_webhook"


def test_a_removed_card_is_forgotten_by_stripe_and_pays_no_more(mei: Person, stripe: Edge) -> None:
    card = card_of(mei, stripe)

    services.remove(mei.id, card, at=now())

    with pytest.raises(Refusal, match="no_such_method"):
        paid_in(mei, card)
    assert Charge.objects.count() == 0


def test_when_stripe_is_away_no_visit_begins(mei: Person, stripe: Edge, settings: Settings) -> None:
    settings.CONFIG = replace(settings.CONFIG, stripe_url="http://127.0.0.1:9")

    with pytest.raises(Refusal, match="card_company_away"):
        services.visit_card_company(key=uuid7(), person_id=mei.id, back_url="https://here/", at=now())
