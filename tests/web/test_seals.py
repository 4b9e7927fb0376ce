"""A receipt says that it is sealed and gives its owner the proof; what was signed is open to everybody."""

import json
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from tests import make
from tests.ledger.seals import checker
from tests.ledger.seals.lived import seal_all
from tests.web.browser import client_of, words

from zhiyin.identity.queries import Person
from zhiyin.kit.ids import uuid7
from zhiyin.payments import services as payments
from zhiyin.payments.queries import Payment

pytestmark = pytest.mark.usefixtures("fresh_database")


@pytest.fixture
def mei(fresh_database: str) -> Person:
    cache.clear()
    return make.person("mei", balance_minor=100_00)


@pytest.fixture
def paid(mei: Person) -> Payment:
    return make.payment(mei.id, make.merchant("Anna's Bakery").id, 7_25)


def receipt_of(person: Person, paid: Payment) -> Any:
    return client_of(person).get(f"/activity/{paid.id}/seal/file/")


def test_a_fresh_receipt_waits_for_its_seal_and_then_has_it(mei: Person, paid: Payment) -> None:
    browser = client_of(mei)
    page = browser.get(f"/activity/{paid.id}/")
    assert "Pending seal" in words(page)
    assert f'hx-get="/activity/{paid.id}/seal/"' in page.content.decode()

    seal_all()

    fragment = browser.get(f"/activity/{paid.id}/seal/")
    assert "Sealed" in words(fragment)
    assert "hx-get" not in fragment.content.decode()
    assert "of the log" in words(browser.get(f"/activity/{paid.id}/"))


def test_the_file_is_checked_by_the_program_that_people_download(mei: Person, paid: Payment) -> None:
    seal_all()

    answer = receipt_of(mei, paid)
    facts = checker.check(json.loads(answer.content))

    assert f'filename="zhiyin-receipt-{paid.id}.json"' in answer.headers["Content-Disposition"]
    assert (facts["number"], facts["amount"], facts["balance after"]) == (str(paid.id), "-7.25 USD", "92.75 USD")


def test_a_file_that_is_not_there_yet_leads_back(mei: Person, paid: Payment) -> None:
    assert receipt_of(mei, paid).headers["Location"] == f"/activity/{paid.id}/seal/"


def test_nobody_elses_seal_exists(mei: Person, paid: Payment) -> None:
    seal_all()
    other = make.person()

    assert receipt_of(other, paid).status_code == 404
    assert client_of(other).get(f"/activity/{paid.id}/seal/").status_code == 404


def test_a_transfer_has_a_receipt_for_both(mei: Person) -> None:
    lin = make.person("lin")
    browser = client_of(mei)
    payments.transfer(key=(sent := uuid7()), sender_id=mei.id, to_handle="lin", amount_minor=5_00, at=make.AT)
    seal_all()

    assert "Sealed" in words(browser.get(f"/activity/transfer/{sent}/"))
    assert checker.check(json.loads(browser.get(f"/activity/{sent}/seal/file/").content))["amount"] == "-5.00 USD"
    assert checker.check(json.loads(client_of(lin).get(f"/activity/{sent}/seal/file/").content))["amount"] == "+5.00 USD"


def test_heads_are_open_to_everybody_and_continue_one_another(mei: Person, paid: Payment) -> None:
    seal_all(limit=1)
    old = json.loads(receipt_of(mei, paid).content)
    make.payment(mei.id, make.merchant().id, 1_00)
    seal_all()
    anybody = Client()

    listed = anybody.get("/heads/list.json").json()["heads"]
    early = next(each for each in listed if each["note"] == old["head"])
    proof = anybody.get(f"/heads/proof/?from={early['size']}").json()

    assert "Proof that the newest continues it" in words(anybody.get("/heads/"))
    assert listed[0]["size"] > early["size"]
    assert checker.check(old, later=proof)["still there"].startswith("yes")
    below = anybody.get(f"/heads/list.json?below={listed[0]['size']}").json()["heads"]
    assert below == listed[1:]


def test_a_proof_of_nothing_is_refused(mei: Person, paid: Payment) -> None:
    seal_all(limit=1)
    questions = ("", "from=0", "from=999", "from=x", "from=2&to=1", "from=1&to=99999999999999999999", "from=1&to=", "from=-1", "from=²")

    assert {Client().get(f"/heads/proof/?{question}").status_code for question in questions} == {422}
    assert Client().get("/heads/proof/?from=1&to=2").status_code == 200


def test_how_to_check_is_told_to_everybody_in_both_languages(fresh_database: str) -> None:
    anybody = Client()

    assert "without trusting us" in words(anybody.get("/how-to-check/"))
    assert "如何不靠信任我们来核对收据" in words(anybody.get("/how-to-check/", headers={"accept-language": "zh-CN"}))
    assert "Nothing has been sealed yet" in words(anybody.get("/heads/"))
