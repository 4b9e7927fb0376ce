"""A browser without JavaScript does everything but the camera and passkeys."""

import pytest
from playwright.sync_api import expect

from tests.journeys.hands import PASSWORD, Hands, sign_in, until_there

pytestmark = pytest.mark.journey


def test_without_scripts_a_person_signs_in_pays_and_answers(hands: Hands) -> None:
    _page, handle = hands.newcomer(money="20")
    page = hands.phone(java_script_enabled=False)
    sign_in(page, handle, PASSWORD)

    page.goto("/pay/")
    expect(page.locator(".scanner noscript p")).to_be_visible()
    page.get_by_label("Type the code").fill("annas-market")
    page.get_by_label("Type the code").press("Enter")
    page.get_by_label("How much?").fill("7.25")
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Pay $7.25 to Anna's Market").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Anna's Market")

    page.goto("/inbox/")
    until_there(page, page.get_by_role("article")).get_by_role("button", name="4 stars: Good").click()
    page.get_by_role("textbox").fill("Quick and kind.")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("Thank you. A person reads it.")).to_be_visible()
    page.goto("/inbox/")
    expect(page.get_by_text("Your answer: Good")).to_be_visible()


def test_without_scripts_every_switch_and_list_works(hands: Hands) -> None:
    _page, handle = hands.newcomer(money="20")
    page = hands.phone(java_script_enabled=False)
    sign_in(page, handle, PASSWORD)

    page.get_by_role("button", name="Balance Hide").click()
    expect(page.locator("#balance")).not_to_contain_text("20.00")
    page.goto("/activity/")
    page.get_by_role("searchbox").fill("nothing like that")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text("Nothing found")).to_be_visible()
    page.goto("/arrange/")
    page.get_by_role("button", name="Hide Help").click()
    expect(page.get_by_role("button", name="Show Help")).to_be_visible()
