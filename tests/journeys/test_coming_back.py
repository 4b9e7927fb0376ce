"""The question after a payment: why it came, and how to have no more of them."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.hands import Hands, until_there
from tests.journeys.lived import pay

pytestmark = pytest.mark.journey


def asked(page: Page) -> None:
    """The person's inbox, with the question about the payment that was just made."""
    page.goto("/inbox/")
    expect(until_there(page, page.get_by_role("article"))).to_have_count(1)


def test_why_did_i_get_this_names_the_data_that_was_used(hands: Hands) -> None:
    page, _handle = hands.newcomer(money="20")
    pay(page, "4.20")
    asked(page)

    page.get_by_role("link", name="Why did I get this?").click()

    reasons = page.get_by_role("article").locator(".notice")
    expect(reasons).to_contain_text("Because you paid Anna's Market")
    expect(reasons).to_contain_text("Data used: the payment: shop, amount and time")
    expect(reasons.get_by_role("link", name="Change what you allow")).to_be_visible()


def test_stop_these_works_at_once_and_for_the_next_payment(hands: Hands) -> None:
    page, handle = hands.newcomer(money="20")
    pay(page, "4.20")
    asked(page)

    page.get_by_role("button", name="Stop these").click()
    expect(page.get_by_text("Stopped. You will get no more of these, from now on.")).to_be_visible()
    pay(page, "5.30")

    desk = hands.desk("sofia")
    desk.goto(f"/console/follow-ups/?verdict=suppressed&q={handle}")
    expect(until_there(desk, desk.locator("[data-row]"))).to_have_count(1)
    page.goto("/inbox/")
    expect(page.get_by_role("article")).to_have_count(1)
    expect(page.get_by_role("article")).to_contain_text("$4.20")


def test_what_was_stopped_can_be_allowed_again_under_privacy(hands: Hands) -> None:
    page, _handle = hands.newcomer(money="20", allows=())

    page.goto("/me/privacy/")
    page.get_by_role("button", name=re.compile("A short question after a payment")).click()
    expect(page.get_by_role("button", name=re.compile("A short question after a payment"))).to_have_attribute("aria-pressed", "true")
    pay(page, "4.20")

    asked(page)
