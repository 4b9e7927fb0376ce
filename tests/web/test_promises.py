"""Until a movement has its seal its owner gets a signed promise of it, which anybody can check; the shop gets the same of its own side."""

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from tests import make
from tests.ledger.seals import checker
from tests.ledger.seals.lived import seal_all
from tests.web.browser import client_of, words

from zhiyin.identity import queries as identity
from zhiyin.identity.queries import Person
from zhiyin.kit.ids import uuid7
from zhiyin.ledger.seals import queries as seals
from zhiyin.payments import queries as payments
from zhiyin.payments import services as paying
from zhiyin.payments.queries import Merchant, Payment

pytestmark = pytest.mark.usefixtures("fresh_database")


@pytest.fixture
def mei(fresh_database: str) -> Person:
    cache.clear()
    return make.person("mei", balance_minor=100_00)


@pytest.fixture
def bakery(fresh_database: str) -> Merchant:
    return make.merchant("Anna's Bakery")


@pytest.fixture
def paid(mei: Person, bakery: Merchant) -> Payment:
    return make.payment(mei.id, bakery.id, 7_25)


def promise_of(person: Person, paid: Payment) -> dict[str, Any]:
    answer = client_of(person).get(f"/activity/{paid.id}/seal/promise/")
    assert f'filename="zhiyin-promise-{paid.id}.json"' in answer.headers["Content-Disposition"]
    made: dict[str, Any] = json.loads(answer.content)
    return made


def owner_of(shop: Merchant) -> Client:
    owner = identity.person(shop.owner_id)
    assert owner
    return client_of(owner)


def test_a_pending_payment_has_a_promise_that_holds_and_is_kept(mei: Person, paid: Payment) -> None:
    made, again = promise_of(mei, paid), promise_of(mei, paid)
    facts = checker.check(made)
    entry = payments.movement(mei.id, paid.id)
    assert entry

    assert made == again
    assert (facts["number"], facts["amount"], facts["balance after"]) == (str(paid.id), "-7.25 USD", "92.75 USD")
    late = entry.booked_at.replace(microsecond=0) + seals.MERGE_DELAY + timedelta(seconds=1)
    assert facts["in the log by"] == f"{late:%Y-%m-%dT%H:%M:%SZ}"
    assert "Our signed promise of it" in words(client_of(mei).get(f"/activity/{paid.id}/"))

    seal_all()
    receipt = seals.receipt(paid.id, owner_id=mei.id)
    assert receipt
    assert (receipt["leaf"], receipt["key"]) == (made["leaf"], made["key"])
    assert checker.check(receipt)["position"]
    assert client_of(mei).get(f"/activity/{paid.id}/seal/promise/").headers["Location"].endswith("/seal/file/")


def test_a_sealed_page_names_the_head_over_it(mei: Person, paid: Payment) -> None:
    seal_all()
    newest = seals.head()
    assert newest

    page = client_of(mei).get(f"/activity/{paid.id}/")

    assert f"head over {newest.size} lines" in words(page)
    assert f"{newest.size} lines" in words(client_of(mei).get(f"/heads/?below={newest.size + 1}"))


def test_no_word_of_a_promise_can_be_changed(mei: Person, paid: Payment, bakery: Merchant) -> None:
    made, other = promise_of(mei, paid), make.payment(mei.id, bakery.id, 1_00)
    another = promise_of(mei, other)
    lines = made["promise"].split("\n")
    changed = [
        made | {"leaf": another["leaf"], "debit": another["debit"]},
        made | {"promise": another["promise"]},
        made | {"promise": "\n".join([*lines[:3], "2099-01-01T00:00:00Z", *lines[4:]])},
        made | {"promise": "\n".join([lines[0], "elsewhere.example", *lines[2:]])},
        made | {"promise": ""},
        made | {"promise": None},
        made | {"key": base64.b64encode(bytes(32)).decode()},
        made | {"debit": base64.b64encode(bytes(32)).decode()},
    ]
    for each in changed:
        with pytest.raises(checker.Wrong):
            checker.check(each)
    with pytest.raises(checker.Wrong):
        checker.check(made, key="another key")


def test_a_promise_is_no_head_and_a_head_no_promise(mei: Person, paid: Payment) -> None:
    made = promise_of(mei, paid)
    seal_all()
    receipt = seals.receipt(paid.id, owner_id=mei.id)
    assert receipt

    with pytest.raises(checker.Wrong):
        checker.check(receipt | {"head": made["promise"]})
    with pytest.raises(checker.Wrong):
        checker.check(made | {"promise": receipt["head"]})


def test_nobody_gets_a_promise_of_what_is_not_theirs(paid: Payment) -> None:
    stranger = make.person()

    assert client_of(stranger).get(f"/activity/{paid.id}/seal/promise/").status_code == 404
    assert seals.promise(paid.id, owner_id=stranger.id) is None
    assert seals.promise(uuid7(), owner_id=paid.payer_id) is None


def test_a_shop_has_the_promise_and_the_receipt_of_its_own_side(mei: Person, paid: Payment, bakery: Merchant) -> None:
    till, there = owner_of(bakery), f"/till/{bakery.slug}/receipts/{paid.id}.json"
    assert "Pending seal · Signed promise" in words(till.get(f"/till/{bakery.slug}/takings/{paid.id}/"))
    promised = json.loads(till.get(there).content)
    assert checker.check(promised)["amount"] == "+7.25 USD"

    seal_all()

    receipt = till.get(there)
    facts = checker.check(json.loads(receipt.content))
    assert (facts["amount"], facts["balance after"]) == ("+7.25 USD", "7.25 USD")
    assert "debit" not in json.loads(receipt.content)
    assert "Receipt file" in words(till.get(f"/till/{bakery.slug}/takings/{paid.id}/"))


def test_a_cashier_and_another_shop_get_no_receipt_of_the_shops_wallet(mei: Person, paid: Payment, bakery: Merchant) -> None:
    other = make.merchant()
    seal_all()

    assert owner_of(other).get(f"/till/{other.slug}/receipts/{paid.id}.json").status_code == 404
    assert owner_of(other).get(f"/till/{bakery.slug}/receipts/{paid.id}.json").status_code == 404
    assert client_of(mei).get(f"/till/{bakery.slug}/receipts/{paid.id}.json").status_code in (302, 403, 404)
    helper = make.person("helper")
    place = paying.invite_staff(
        key=uuid7(), merchant_id=bakery.id, by_id=bakery.owner_id, handle="helper", role="cashier", refund_max_minor=0, at=make.AT
    )
    paying.accept_invitation(place, person_id=helper.id, at=make.AT)
    assert client_of(helper).get(f"/till/{bakery.slug}/takings/{paid.id}/").status_code == 200
    assert client_of(helper).get(f"/till/{bakery.slug}/receipts/{paid.id}.json").status_code == 404
