"""Money comes from a card and goes to a bank, on a phone, in both languages; the operator's files settle it."""

import re
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from tests.funding import bank
from tests.journeys.hands import Hands, speak

pytestmark = pytest.mark.journey


def balance(page: Page) -> str:
    page.goto("/")
    return page.locator("#balance .money").inner_text()


def test_a_card_is_added_on_its_companys_page_and_tops_up(hands: Hands) -> None:
    page, _handle = hands.newcomer()

    page.goto("/me/money/")
    page.get_by_role("button", name="Add a card").click()
    page.get_by_role("link", name="Go to the card company").click()
    expect(page.get_by_text("no card number is asked for")).to_be_visible()
    page.get_by_label("One that works").check()
    page.get_by_role("button", name="Use this pretend card").click()
    expect(page.get_by_text("Demo ·· 4242")).to_be_visible()
    page.get_by_role("link", name="Add money from a card").click()
    page.get_by_label("How much?").fill("40")
    page.get_by_role("button", name="Add the money").click()

    expect(page.get_by_text("From Demo ·· 4242", exact=True)).to_be_visible()
    assert balance(page) == "$40.00"


def test_a_withdrawal_is_paid_by_the_bank_and_the_person_sees_it(hands: Hands, tmp_path: Path) -> None:
    page, _handle = hands.newcomer(money="50", language="zh-CN")
    says = speak(page, "zh-hans")

    page.goto("/me/money/")
    page.get_by_role("link", name=says("Add a bank account")).click()
    page.get_by_label(says("Name of the holder")).fill("林小雨")
    page.get_by_label(says("Account number (IBAN)")).fill(bank.IBAN)
    page.get_by_role("button", name=says("Add this account")).click()
    page.get_by_role("link", name=says("Withdraw to your bank")).click()
    page.get_by_label(says("How much?")).fill("30")
    page.get_by_role("button", name=says("Withdraw"), exact=True).click()
    expect(page.get_by_text(says("Set aside", context="withdrawal"))).to_be_visible()
    asked = UUID(re.findall(r"[0-9a-f-]{36}", page.url)[0])

    hands.product.tell("bank", "out", str(tmp_path))
    (order,) = tmp_path.glob("*.xml")
    assert asked.hex in order.read_text()
    statement = tmp_path / "statement"
    statement.write_bytes(bank.statement(bank.Booked(amount_minor=-30_00, ref=asked.hex[:20], reference=asked.hex)))
    hands.product.tell("bank", "in", str(statement))

    page.reload()
    expect(page.get_by_text(says("The bank has paid. The money has left your wallet."))).to_be_visible()
    assert balance(page) == "$20.00"
    page.goto("/activity/?kind=withdrawal")
    expect(page.get_by_role("link", name=re.compile("林小雨"))).to_be_visible()
