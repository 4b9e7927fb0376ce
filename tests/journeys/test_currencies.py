"""Other currencies on the phone: dollars become euros at a promised rate, and simulated bitcoin comes in by its QR."""

import io
import re

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from tests.journeys.hands import Hands, speak, until_there

pytestmark = pytest.mark.journey
# Three made-up blocks, three seconds apart, on a machine that does other things too.
CHAIN_MS = 90_000
# An address of Bitcoin's private test networks that nobody here receives at.
OUTSIDE = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"


def held(page: Page, code: str) -> str:
    """What the list says there is of that currency."""
    page.goto("/wallet/")
    return page.locator(f"a[href='/wallet/{code}/'] .money").inner_text().replace("\N{NO-BREAK SPACE}", " ").replace("\n", "")


def test_dollars_become_euros_at_the_rate_that_was_shown(hands: Hands) -> None:
    page, _handle = hands.newcomer(money="50")
    page.goto("/me/")
    page.get_by_role("link", name="Currencies").click()
    page.get_by_role("link", name="Exchange").click()
    page.get_by_label("From").select_option("USD")
    page.get_by_label("How much?").fill("11")
    page.get_by_label("Into").select_option("EUR")
    page.get_by_role("button", name="Show the rate").click()
    expect(page.get_by_text("made up for this demo")).to_be_visible()
    promised = page.locator(".swap .money").inner_text().replace("\n", "")

    page.get_by_role("button", name="Exchange $11.00").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Exchanged")
    assert (held(page, "USD"), held(page, "EUR")) == ("$39.00", promised)
    page.goto("/")
    expect(page.locator("#balance .foot")).to_contain_text(promised)


def test_simulated_bitcoin_comes_in_by_its_code_and_counts_after_three_blocks(hands: Hands) -> None:
    page, _handle = hands.newcomer(language="zh-CN")
    said = speak(page, "zh-hans")
    page.goto("/wallet/BTC/receive/")
    shown = page.get_by_role("img", name=said("A QR code with your address for %(code)s", code="BTC"))
    scanned = zxingcpp.read_barcodes(Image.open(io.BytesIO(shown.screenshot())))[0].text
    assert re.fullmatch(r"bitcoin:bcrt1q[a-z0-9]{38}", scanned)
    assert page.locator(".address").inner_text().endswith(scanned.removeprefix("bitcoin:"))

    page.get_by_role("button", name=said("Simulate a deposit of %(amount)s", amount="0.001\N{NO-BREAK SPACE}BTC")).click()

    expect(page.locator("#deposits")).to_contain_text("/3")
    expect(page.locator("#deposits")).to_contain_text(said("In your wallet"), timeout=CHAIN_MS)
    assert held(page, "BTC") == "0.001 BTC"


def test_a_token_leaves_for_an_address_outside_and_arrives_after_its_blocks(hands: Hands) -> None:
    page, _handle = hands.newcomer(language="zh-CN")
    said = speak(page, "zh-hans")
    page.goto("/wallet/JADE/receive/")
    page.get_by_role("button", name=said("Simulate a deposit of %(amount)s", amount="10.00\N{NO-BREAK SPACE}JADE")).click()
    expect(page.locator("#deposits")).to_contain_text(said("In your wallet"), timeout=CHAIN_MS)

    page.goto("/wallet/JADE/send/")
    where, amount = page.get_by_label(said("Address or payment link")), page.get_by_label(said("How much?"))
    where.fill("jade:nowhere")
    amount.fill("4")
    page.get_by_role("button", name=said("Go on")).click()
    expect(page.locator("[name=address]")).to_have_attribute("aria-invalid", "true")
    where.fill(f"jade:{OUTSIDE}?amount=4")
    page.get_by_role("button", name=said("Go on")).click()
    expect(page.locator(".address")).to_have_text(OUTSIDE)
    page.get_by_role("button", name=said("Send %(amount)s out", amount="4.00\N{NO-BREAK SPACE}JADE")).click()

    out = page.locator(".list .line")
    expect(out).to_contain_text("\N{MINUS SIGN}4.001")
    assert until_there(page, page.get_by_text(said("Arrived"), exact=True), every_ms=CHAIN_MS // 60)
    assert held(page, "JADE") == "5.999 JADE"
