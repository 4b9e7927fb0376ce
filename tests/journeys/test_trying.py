"""Marketing tries something out: what could be found is told before anybody is drawn."""

from secrets import token_hex

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.hands import Hands, Words

pytestmark = pytest.mark.journey


def test_marketing_plans_an_experiment_starts_looks_and_ends_it(hands: Hands) -> None:
    sofia = hands.desk("sofia")
    sofia.goto("/console/experiments/new/")
    say = _words_of(sofia)
    sofia.locator("[name=name]").fill(f"An hour later {token_hex(3)}")
    sofia.locator("[name=hypothesis]").fill("Asked an hour later, more come back.")
    sofia.locator("[name=journey]").select_option("coupon_due")  # nobody of the other stories is drawn
    sofia.locator("[name=least]").fill("0.01")
    sofia.get_by_role("button", name=say("What could it find?")).click()

    outlook = sofia.locator("#outlook")
    expect(outlook.get_by_role("heading", name=say("Not detectable with your people within %(weeks)s weeks", weeks=4))).to_be_visible()
    outlook.get_by_role("button", name=say("Write it down")).click()
    expect(sofia.get_by_text(say("not started", "experiment"))).to_be_visible()
    sofia.get_by_role("button", name=say("Start it")).click()
    expect(sofia.get_by_text(say("running", "experiment"))).to_be_visible()
    expect(sofia.get_by_role("table")).to_contain_text(say("As it is now"))
    sofia.get_by_role("button", name=say("Stop it")).click()
    sofia.locator("[name=sentence]").fill("Too few people to tell.")
    sofia.get_by_role("button", name=say("Decide")).click()
    expect(sofia.get_by_text("Too few people to tell.")).to_be_visible()


def _words_of(page: Page) -> Words:
    """The words of the language that the page speaks."""
    return Words("en" if page.locator("html").get_attribute("lang") == "en" else "zh-hans")
