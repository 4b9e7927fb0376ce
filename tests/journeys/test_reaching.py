"""Somebody says where they may be reached: on this device, and on their telephone."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.hands import Hands, speak

pytestmark = pytest.mark.journey
# This browser has no vendor's service behind it, so what that service would answer is put in its place: an address, and real keys.
SERVICE = """
let given = null;
PushManager.prototype.getSubscription = async () => given;
PushManager.prototype.subscribe = async (wanted) => {
  const key = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
  const spelled = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  if (wanted.applicationServerKey.length !== 65 || !wanted.userVisibleOnly) throw new Error("not for a wallet");
  const keys = { p256dh: spelled(await crypto.subtle.exportKey("raw", key.publicKey)), auth: spelled(crypto.getRandomValues(new Uint8Array(16))) };
  const endpoint = `http://127.0.0.1:9/${keys.auth}`;
  sessionStorage.setItem("endpoint", endpoint);
  return { endpoint, toJSON: () => ({ endpoint, keys }), unsubscribe: async () => true };
};
if (sessionStorage.getItem("endpoint")) given = { endpoint: sessionStorage.getItem("endpoint"), unsubscribe: async () => true };
"""


def test_notifications_are_switched_on_for_this_device_and_off_again(hands: Hands) -> None:
    page, _ = hands.newcomer()
    page.context.grant_permissions(["notifications"])
    page.add_init_script(SERVICE)
    words = speak(page, "zh-hans")
    page.goto("/me/notifications/")

    page.get_by_role("button", name=words("Switch on for this device")).click()

    own = page.get_by_text(words("this device"), exact=True)
    expect(own).to_be_visible()
    expect(page.get_by_role("button", name=words("Switch on for this device"))).to_be_hidden()
    page.locator("button[name=deed][value=off]").click()
    expect(own).to_have_count(0)
    expect(page.get_by_role("button", name=words("Switch on for this device"))).to_be_visible()


def test_a_telephone_is_confirmed_by_a_code_and_then_stands_among_what_reaches_its_person(hands: Hands) -> None:
    page, handle = hands.newcomer()
    number = f"+1 614 555 {int(re.sub(r'[^0-9]', '', handle)) % 10_000:04}"
    page.goto("/me/channels/")
    page.get_by_role("link", name="Telephone number").click()
    page.get_by_label("Number with its country's code").fill(number)
    page.get_by_role("button", name="Send me a code").click()
    code = re.search(r"Your code is (\d{6})", page.locator("main").inner_text())
    assert code

    page.get_by_label("The code we sent to it").fill(code[1])
    page.get_by_role("button", name="Confirm the number").click()
    page.goto("/me/channels/")

    card = page.locator("section").filter(has_text="Short message")
    expect(card).to_contain_text(number[-4:])
    switch = card.get_by_role("button").first
    pressed = switch.get_attribute("aria-pressed")
    switch.click()
    expect(card.get_by_role("button").first).to_have_attribute("aria-pressed", "false" if pressed == "true" else "true")
