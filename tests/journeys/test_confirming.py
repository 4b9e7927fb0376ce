"""A large payment asks for the passkey, with amount and payee before one's eyes; the receipt keeps how it was confirmed."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.authenticator import authenticator
from tests.journeys.hands import Hands, Words, speak, top_up
from tests.journeys.test_passkey import sign_up
from tests.journeys.test_paying import typed_code

pytestmark = pytest.mark.journey
SHOPS = {"en": "Anna's Market", "zh-hans": "安娜市集"}


def rich(hands: Hands, handle: str) -> Page:
    """Somebody with a passkey and $300.00."""
    page = hands.phone()
    authenticator(page)
    sign_up(page, handle)
    top_up(page, "300")
    return page


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_large_payment_is_confirmed_with_the_passkey(hands: Hands, language: str) -> None:
    page, code = rich(hands, f"prover_{language[:2]}"), typed_code(hands)
    say: Words = speak(page, language)

    page.goto(f"/pay/confirm/?code={code}&amount=150")
    page.locator("form [type=submit]").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(say("Confirm this payment"))
    expect(page.locator(".payee")).to_contain_text("150")
    expect(page.locator(".payee")).to_contain_text(SHOPS[language])
    page.locator("#proof_passkey").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(SHOPS[language])
    expect(page.locator(".receipt")).to_contain_text(say("with your passkey"))
    expect(page.locator(".receipt")).to_contain_text("$150.00")


def test_without_a_passkey_a_code_for_this_payment_is_mailed(hands: Hands) -> None:
    page, _handle = hands.newcomer(money="300")

    page.goto(f"/pay/confirm/?code={typed_code(hands)}&amount=150")
    page.locator("form [type=submit]").last.click()
    page.get_by_role("button", name="Mail me a code for this payment").click()
    code = page.get_by_role("status").filter(has_text="Demo: your code is").inner_text().rsplit(" ", 1)[-1]
    page.get_by_label("Code from your e-mail").fill(code)
    page.get_by_role("button", name="Pay $150.00").click()

    expect(page.locator(".receipt")).to_contain_text("with a code by e-mail")
