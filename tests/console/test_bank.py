"""Staff settle what the bank's statements hold and nobody recognised."""

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
