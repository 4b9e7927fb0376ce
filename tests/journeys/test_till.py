"""A person shows their code, a till reads it, the shop gives some of it back; and both see the same."""

import re
from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, Playwright, expect

from tests.journeys.camera import film
from tests.journeys.hands import Hands, chromium, speak

pytestmark = pytest.mark.journey
SHOP, TILL = "Anna's Market", "/till/annas-market/"
MINUTE_MS = 60_000


def shown(page: Page) -> str:
    """The digits on the person's page, drawn by the page itself."""
    expect(page.locator("[data-left]")).to_be_visible()
    return page.locator("[data-digits]").inner_text().replace(" ", "")


def pictured(page: Page, part: str) -> str:
    """What a reader makes of the drawing."""
    picture = Image.open(BytesIO(page.locator(f"[data-{part}]").screenshot()))
    return "".join(found.text for found in zxingcpp.read_barcodes(picture))


def take(till: Page, amount: str, digits: str) -> None:
    """The amount is keyed in, and a scanner types what it read and presses Enter."""
    till.goto(TILL)
    till.get_by_label("Amount to be paid").fill(amount)
    till.get_by_role("button", name="Scan the customer's code").click()
    expect(till.get_by_label("The customer's code")).to_be_focused()
    till.keyboard.type(digits)
    till.keyboard.press("Enter")


def confirm_by_mail(phone: Page) -> None:
    """A larger payment to somebody new is confirmed by a mailed code, which the demo shows."""
    phone.get_by_role("button", name="Mail me a code").click()
    code = re.findall(r"your code is ([\d ]+)", phone.locator(".notice").inner_text())[0]
    phone.get_by_label("Code from your e-mail").fill(code.strip())
    phone.get_by_role("button", name="Pay $80.00").click()


def test_a_code_made_without_a_connection_pays_once(hands: Hands) -> None:
    phone, _handle = hands.newcomer(money="30", device_scale_factor=2)
    anna = hands.signed_in("anna")
    speak(anna, "en")
    phone.clock.install()
    phone.goto("/pay/code/")
    first = shown(phone)
    assert (pictured(phone, "qr"), pictured(phone, "bars")) == (first, first)

    phone.context.set_offline(True)
    phone.clock.fast_forward(MINUTE_MS)
    expect(phone.locator("[data-digits]")).not_to_have_text(" ".join(first[place : place + 4] for place in range(0, 20, 4)))
    second = shown(phone)
    assert (pictured(phone, "qr"), pictured(phone, "bars")) == (second, second)
    take(anna, "7.25", second)
    expect(anna.get_by_role("heading", name="Paid $7.25")).to_be_visible()
    take(anna, "7.25", second)
    expect(anna.get_by_text("This code was read already")).to_be_visible()

    phone.context.set_offline(False)
    phone.goto("/activity/")
    expect(phone.get_by_role("link", name=SHOP)).to_have_count(1)


# Chrome has Web NFC on Android only: what it would do, done by the page's own script.
WEB_NFC = """
globalThis.NDEFReader = class extends EventTarget {
  async write(message) { sessionStorage.tag = message.records[0].data; }
  async scan() {
    const record = { recordType: "url", data: new TextEncoder().encode(globalThis.heldTag) };
    setTimeout(() => this.dispatchEvent(Object.assign(new Event("reading"), { message: { records: [record] } })), 50);
  }
};
"""


def test_a_tag_written_at_the_till_leads_a_phone_to_paying_it(hands: Hands) -> None:
    anna = hands.signed_in("anna")
    speak(anna, "en")
    anna.add_init_script(WEB_NFC)
    anna.goto(f"{TILL}tap/")
    anna.get_by_role("button", name="Write a tag").click()
    expect(anna.get_by_text("Written.")).to_be_visible()
    phone, _handle = hands.newcomer()
    phone.add_init_script(WEB_NFC + f"globalThis.heldTag = {anna.evaluate('sessionStorage.tag')!r};")

    phone.goto("/pay/")
    phone.get_by_role("button", name="Tap a tag").click()

    expect(phone.get_by_role("heading", name=SHOP)).to_be_visible()


def test_a_till_with_a_camera_reads_the_phone(hands: Hands, playwright_driver: Playwright, tmp_path: Path) -> None:
    phone, _handle = hands.newcomer(money="30", device_scale_factor=2)
    phone.goto("/pay/code/")
    shown(phone)
    camera = film(phone.locator("[data-qr]").screenshot(), tmp_path / "camera.mjpeg")
    signed_in = hands.signed_in("anna").context.storage_state()

    with chromium(playwright_driver, *camera) as with_camera:
        till = hands.phone(browser=with_camera, storage_state=signed_in)
        till.goto(f"{TILL}scan/?amount=4.20")  # whoever has allowed the camera before need not tap again

        expect(till.locator(".paid h1")).to_contain_text("4.20")


def test_a_large_amount_is_agreed_to_and_a_cashier_gives_a_part_back(hands: Hands) -> None:
    phone, _handle = hands.newcomer(money="100")
    lin, handle = hands.newcomer()
    anna = hands.signed_in("anna")
    speak(anna, "en")
    anna.goto(f"{TILL}staff/")
    anna.get_by_label("Their @name").fill(f"@{handle}")
    anna.get_by_role("button", name="Ask", exact=True).click()
    expect(anna.get_by_text(f"@{handle}")).to_be_visible()
    lin.goto("/me/")
    lin.get_by_role("button", name="Yes, I help").click()

    phone.goto("/pay/code/")
    take(lin, "80", shown(phone))
    expect(lin.get_by_text("The customer is asked to agree")).to_be_visible()
    phone.get_by_role("button", name=f"Pay $80.00 to {SHOP}").click()
    confirm_by_mail(phone)
    expect(phone.get_by_role("heading", name=SHOP)).to_be_visible()
    expect(lin.get_by_role("heading", name="Paid $80.00")).to_be_visible()

    lin.get_by_role("link", name="See the payment").click()
    lin.get_by_label("How much?").fill("12.50")
    lin.get_by_label("Why").fill("one cake too many")
    lin.get_by_role("button", name="Give it back to").click()
    expect(lin.get_by_text("Given back in part")).to_be_visible()

    phone.goto("/activity/")
    phone.get_by_role("link", name="one cake too many").click()
    expect(phone.get_by_text("+$12.50")).to_be_visible()
    phone.get_by_role("link", name="What was paid").click()
    expect(phone.get_by_text("$67.50")).to_be_visible()
