"""Asking to be called, at a time of one's own."""

import pytest
from playwright.sync_api import expect

from tests.journeys.hands import Hands, speak

pytestmark = pytest.mark.journey


def test_who_asks_for_a_call_reads_when_it_comes_and_calls_it_off(hands: Hands) -> None:
    mei, _ = hands.newcomer()
    say = speak(mei, "zh-hans")
    mei.goto("/me/help/")
    mei.get_by_role("link", name=say("Talk with us")).click()
    mei.get_by_role("link", name=say("Ask for a call")).click()

    mei.locator("[name=number]").fill("+86 138 0013 8000")
    mei.locator("[name=chosen_at]").select_option(index=2)
    mei.get_by_role("button", name=say("Ask for the call")).click()

    expect(mei.get_by_role("heading", name=say("We call you"))).to_be_visible()
    mei.get_by_role("button", name=say("Do not call me after all")).click()
    expect(mei.get_by_text(say("Called off"))).to_be_visible()
