"""Staff settle what the bank's statements hold and nobody recognised."""

from uuid import UUID

import pytest
from django.test import Client
from tests import make
from tests.funding import bank
from tests.web.browser import client_of, words

from zhiyin.funding import queries as funds
from zhiyin.funding import services as funding
from zhiyin.kit.ids import uuid7
from zhiyin.wallets.queries import wallet

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> Client:
    return client_of(make.staff("risk"))


def line(amount_minor: int) -> str:
    funding.read_statement(bank.statement(bank.Booked(amount_minor=amount_minor, ref="B1", words="for Mei", name="Wei Lin")), at=make.AT)
    return f"/console/bank/lines/{funds.unmatched_lines()[0].id}/"


def test_a_line_becomes_a_persons_money(clerk: Client) -> None:
    mei = make.person()
    there = line(12_00)
    assert "Wei Lin" in words(clerk.get("/console/bank/"))

    page = clerk.post(there, {"way": "person", "handle": f"@{mei.handle}", "note": "she showed the slip"}, follow=True)

    assert "The line is settled" in words(page)
    assert (wallet(mei.id).balance_minor, funds.unmatched_lines(), funds.differences()) == (12_00, (), ())


@pytest.mark.parametrize("form", [{}, {"way": "person", "handle": "nobody_here"}, {"way": "person"}, {"way": "withdrawal", "withdrawal": "x"}])
def test_a_line_that_is_settled_wrongly_stays(clerk: Client, form: dict[str, str]) -> None:
    page = clerk.post(line(12_00), form | {"note": "?"}, follow=True)

    assert (page.status_code, len(funds.unmatched_lines())) == (200, 1)


def test_a_fee_of_the_bank_is_booked_and_the_account_agrees(clerk: Client) -> None:
    clerk.post(line(-1_50), {"way": "own", "note": "fees of October"})

    assert (funds.unmatched_lines(), funds.bank_state().difference_minor, funds.differences()) == ((), 0, ())


def test_a_withdrawal_that_the_bank_refused_is_released(clerk: Client) -> None:
    mei = make.person(balance_minor=20_00)
    asked = funding.withdraw(key=uuid7(), person_id=mei.id, method_id=bank.account_of(mei), amount_minor=5_00, at=make.AT)
    funding.files_for_bank(make.AT)

    page = clerk.post(f"/console/bank/withdrawals/{asked.id}/release/", follow=True)

    assert ("free in the wallet" in words(page), wallet(mei.id).available_minor) == (True, 20_00)


def ordered(shop_id: UUID) -> UUID:
    """A settlement of that shop that the bank was asked to pay, in a file."""
    order = funding.NewOrder(id=uuid7(), owner_id=shop_id, holder="Anna Holm", iban=bank.IBAN, amount_minor=5_00, asset="USD")
    funding.order(order, at=make.AT)
    funding.files_for_bank(make.AT)
    return order.id


def test_a_settlement_that_the_bank_refused_goes_back_and_what_it_said_is_looked_into(clerk: Client) -> None:
    shop = make.merchant("Anna's Bakery")
    one = ordered(shop.id)
    assert "Anna's Bakery" in words(clerk.get("/console/bank/"))

    clerk.post(f"/console/bank/orders/{one}/refuse/")
    again = clerk.post(f"/console/bank/orders/{uuid7()}/refuse/", follow=True)
    funding.read_statement(bank.report((one.hex, "ACSC", "")), at=make.AT)
    (waits,) = funds.unmatched_reports()
    page = words(clerk.get("/console/bank/"))
    clerk.post(f"/console/bank/reports/{waits.id}/", {"note": "the bank will return it"})

    assert funds.bank_orders([one])[one].state == "refused"
    assert "No money has moved" in words(again)
    assert "The bank paid what had been called off." in page
    assert funds.unmatched_reports() == ()
