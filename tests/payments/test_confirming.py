"""Larger payments, and the first larger one to somebody new, need the payer's confirmation of just this amount and this payee."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.conf import settings as site
from pytest_django import Settings
from tests import make
from tests.identity.softkey import SoftKey

from zhiyin.events.money import PaymentRefused
from zhiyin.identity.queries import Person
from zhiyin.identity.stepup import confirming
from zhiyin.identity.stepup.confirming import ConfirmationDiffers, ConfirmationOver
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.payments import queries, services
from zhiyin.payments.queries import Merchant, Payment
from zhiyin.payments.services import ConfirmationNeeded
from zhiyin.wallets import queries as wallets

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _limits(settings: Settings) -> None:
    """100.00, and 50.00 to somebody new."""
    settings.CONFIG = replace(site.CONFIG, prove_over_minor=100_00, prove_new_over_minor=50_00)


@pytest.fixture
def mei() -> Person:
    return make.person(balance_minor=1_000_00)


@pytest.fixture
def shop() -> Merchant:
    return make.merchant("Anna's Bakery")


@pytest.fixture
def known(mei: Person, shop: Merchant) -> Merchant:
    make.payment(mei.id, shop.id, 1_00)
    return shop


def pay(
    person: Person, shop: Merchant, amount: int, *, key: UUID | None = None, confirmation: UUID | None = None, at: timedelta = timedelta()
) -> Payment:
    return services.pay(key=key or uuid7(), payer_id=person.id, code=shop.id, amount_minor=amount, at=make.AT + at, confirmation=confirmation)


def proved(person: Person, needed: ConfirmationNeeded, passkey: SoftKey) -> UUID:
    """The person's passkey has signed what was asked."""
    asked = confirming.asked(confirming.begin(person.id, terms=needed.terms, at=make.AT), person_id=person.id, at=make.AT)
    assert asked.options
    confirming.by_passkey(asked.id, person_id=person.id, response=passkey.signs(asked.options["publicKey"]["challenge"]), at=make.AT)
    return asked.id


def asked_for(person: Person, shop: Merchant, amount: int, key: UUID) -> ConfirmationNeeded:
    with pytest.raises(ConfirmationNeeded) as needed:
        pay(person, shop, amount, key=key)
    return needed.value


@pytest.mark.parametrize(("amount", "asks"), [(50_00, False), (50_01, True), (100_00, True), (100_01, True)])
def test_a_new_payee_is_asked_about_sooner(mei: Person, shop: Merchant, amount: int, asks: bool) -> None:  # noqa: FBT001  a table's column
    if asks:
        asked_for(mei, shop, amount, uuid7())
    else:
        pay(mei, shop, amount)
    assert wallets.wallet(mei.id).balance_minor == 1_000_00 - amount * (not asks)


@pytest.mark.parametrize(("amount", "asks"), [(100_00, False), (100_01, True)])
def test_a_known_payee_is_asked_about_later(mei: Person, known: Merchant, amount: int, asks: bool) -> None:  # noqa: FBT001  a table's column
    if asks:
        asked_for(mei, known, amount, uuid7())
    else:
        pay(mei, known, amount)


def test_the_question_is_no_refused_payment(mei: Person, known: Merchant) -> None:
    needed = asked_for(mei, known, 150_00, uuid7())

    assert (needed.terms["amount"], needed.terms["payee_name"], needed.terms["payee"]) == ("$150.00", "Anna's Bakery", str(known.id))
    assert make.published(PaymentRefused) == []


def test_a_confirmed_payment_is_made_once_and_says_how_it_was_confirmed(mei: Person, known: Merchant) -> None:
    passkey, key = SoftKey().belongs_to(mei.id), uuid7()
    proof = proved(mei, asked_for(mei, known, 150_00, key), passkey)

    first = pay(mei, known, 150_00, key=key, confirmation=proof)
    again = pay(mei, known, 150_00, key=key, confirmation=proof)

    assert first == again
    assert wallets.wallet(mei.id).balance_minor == 849_00
    told = confirming.confirmed(first.id, person_id=mei.id)
    assert told
    assert told.way == "passkey"


@pytest.mark.parametrize("change", ["amount", "payee", "key", "kind"])
def test_a_confirmation_pays_nothing_else(mei: Person, known: Merchant, change: str) -> None:
    passkey, key, other = SoftKey().belongs_to(mei.id), uuid7(), make.merchant()
    proof = proved(mei, asked_for(mei, known, 150_00, key), passkey)
    lin = make.person()
    deeds = {
        "amount": lambda: pay(mei, known, 150_01, key=key, confirmation=proof),
        "payee": lambda: pay(mei, other, 150_00, key=key, confirmation=proof),
        "key": lambda: pay(mei, known, 150_00, confirmation=proof),
        "kind": lambda: services.transfer(key=key, sender_id=mei.id, to_handle=lin.handle, amount_minor=150_00, at=make.AT, confirmation=proof),
    }

    with pytest.raises(ConfirmationDiffers):
        deeds[change]()  # type: ignore[no-untyped-call]  # each is one of the lambdas above

    assert wallets.wallet(mei.id).balance_minor == 999_00
    assert pay(mei, known, 150_00, key=key, confirmation=proof).id == key


def test_a_confirmation_that_expired_or_was_never_given_pays_nothing(mei: Person, known: Merchant) -> None:
    passkey, key = SoftKey().belongs_to(mei.id), uuid7()
    needed = asked_for(mei, known, 150_00, key)
    proof = proved(mei, needed, passkey)
    waiting = confirming.begin(mei.id, terms=needed.terms, at=make.AT)

    for confirmation, at in ((proof, timedelta(minutes=5)), (waiting, timedelta()), (uuid7(), timedelta())):
        with pytest.raises(ConfirmationOver):
            pay(mei, known, 150_00, key=key, confirmation=confirmation, at=at)
    assert wallets.wallet(mei.id).balance_minor == 999_00


def test_what_cannot_be_paid_does_not_spend_the_confirmation(mei: Person, known: Merchant) -> None:
    passkey, key = SoftKey().belongs_to(mei.id), uuid7()
    proof = proved(mei, asked_for(mei, known, 1_500_00, key), passkey)

    with pytest.raises(Refusal, match="insufficient_funds"):
        pay(mei, known, 1_500_00, key=key, confirmation=proof)
    make.top_up(mei.id, 1_000_00)

    assert pay(mei, known, 1_500_00, key=key, confirmation=proof).id == key


def test_transfers_are_asked_about_as_payments_are(mei: Person) -> None:
    passkey, lin, key = SoftKey().belongs_to(mei.id), make.person(name="林小雨"), uuid7()
    send = {"key": key, "sender_id": mei.id, "to_handle": lin.handle, "amount_minor": 60_00, "at": make.AT}
    with pytest.raises(ConfirmationNeeded) as needed:
        services.transfer(**send)  # type: ignore[arg-type]
    proof = proved(mei, needed.value, passkey)

    sent = services.transfer(**send, confirmation=proof)  # type: ignore[arg-type]

    assert queries.transfer(sent.id, for_person=lin.id)
    services.transfer(key=uuid7(), sender_id=mei.id, to_handle=lin.handle, amount_minor=60_00, at=make.AT)
