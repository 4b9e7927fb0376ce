"""Somebody wants to be told on their phone that something waits."""

import pytest
from playwright.sync_api import expect

from tests.journeys.hands import Hands, speak

pytestmark = pytest.mark.journey


def test_the_browser_asks_after_the_tap_and_the_page_says_what_came_of_it(hands: Hands) -> None:
    page, _ = hands.newcomer()
    words = speak(page, "zh-hans")
    page.goto("/me/")
    page.get_by_role("link", name=words("Notifications")).click()

    says = page.locator("[data-notices-say]")
    expect(says).to_be_empty()
    page.get_by_role("button", name=words("Switch on for this device")).click()
    expect(says).to_have_text(
        words("Your browser does not allow it. Nothing was changed. You can allow notifications for this site in the settings of your browser.")
    )

    page.context.grant_permissions(["notifications"])
    page.get_by_role("button", name=words("Switch on for this device")).click()
    # This browser has no vendor's service behind it: its worker stands ready, and the page says why nothing comes.
    expect(says).to_have_text(
        words(
            "Your browser could not switch it on: it has no service for notifications, or cannot reach it. Nothing was changed. "
            "Your inbox shows everything as before."
        )
    )
    assert page.evaluate("navigator.serviceWorker.getRegistration('/').then((kept) => kept.active.scriptURL)").endswith("/worker.js")
    page.goto("/me/")
    page.get_by_role("button", name=words("Sign out")).click()
    page.wait_for_url(lambda address: "/me/" not in address)
