"""Somebody whose money came from a card and is on its way to a bank."""

from tests.funding import bank
from tests.journeys.hands import Hands
from tests.journeys.visits import STILL, Visitor


def saver(hands: Hands) -> list[Visitor]:
    """A newcomer with a card, a bank account, a charge, a withdrawal, and a second card half added."""
    page, _handle = hands.newcomer(**STILL)
    page.goto("/me/money/")
    page.get_by_role("button", name="Add a card").click()
    page.get_by_role("link", name="Go to the card company").click()
    page.get_by_label("One that works").check()
    page.get_by_role("button", name="Use this pretend card").click()
    page.get_by_role("link", name="Add money from a card").click()
    pages = {"web:limits": "/me/limits/", "web:money": "/me/money/", "web:card_top_up": page.url}
    page.get_by_label("How much?").fill("40")
    page.get_by_role("button", name="Add the money").click()
    page.get_by_text("From Demo ·· 4242", exact=True).wait_for()
    pages["web:charge"] = page.url
    page.goto("/me/money/")
    page.get_by_role("link", name="Add a bank account").click()
    pages["web:add_bank"] = page.url
    page.get_by_label("Name of the holder").fill("Mei Lin")
    page.get_by_label("Account number (IBAN)").fill(bank.IBAN)
    page.get_by_role("button", name="Add this account").click()
    page.get_by_role("link", name="Withdraw to your bank").click()
    pages["web:withdraw"] = page.url
    page.get_by_label("How much?").fill("30")
    page.get_by_role("button", name="Withdraw", exact=True).click()
    page.get_by_text("Set aside", exact=True).wait_for()
    pages["web:withdrawal"] = page.url
    page.goto("/me/money/")
    page.get_by_role("button", name="Add a card").click()
    way = page.get_by_role("link", name="Go to the card company")
    return [Visitor(page, pages | {"web:card_visit": page.url, "web:demo_card": str(way.get_attribute("href"))})]
