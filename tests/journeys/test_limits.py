"""Staff limit payments, somebody else agrees, and a person is told kindly; what they set themselves binds them at once."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.hands import Hands, Words, speak
from tests.journeys.test_paying import typed_code

pytestmark = pytest.mark.journey


def proposed(page: Page, say: Words, handle: str, amount: str, why: str) -> None:
    """A limit for one payment of that person, tried on last month and proposed."""
    page.goto("/console/limits/new/")
    page.get_by_label(say("For whom")).select_option("person")
    page.get_by_label(say("Handle, for one person")).fill(handle)
    page.get_by_label(say("At most (amount, or how often; empty: no limit)")).fill(amount)
    page.get_by_label(say("Why"), exact=True).fill(why)
    page.get_by_role("button", name=say("Try it on last month")).click()
    expect(page.locator("#tried")).to_contain_text("0")
    page.get_by_role("button", name=say("Propose it")).click()
    expect(page.get_by_role("status")).to_contain_text(say("Proposed. What allows more counts once somebody else has agreed."))


def pays(page: Page, hands: Hands, amount: str) -> None:
    page.goto(f"/pay/confirm/?code={typed_code(hands)}&amount={amount}")
    page.locator("form [type=submit]").last.click()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_limit_is_proposed_agreed_to_by_another_and_told_to_the_person(hands: Hands, language: str) -> None:
    rui, ada = hands.desk("rui"), hands.desk("admin")
    page, handle = hands.newcomer(money="60")
    say, *_ = [speak(each, language) for each in (rui, ada, page)]

    proposed(rui, say, handle, "5", "a first week")  # lower than everybody's: counts by one word
    pays(page, hands, "6")
    expect(page.get_by_role("alert")).to_contain_text("$5.00")
    proposed(rui, say, handle, "", f"raise {handle}")  # no limit at all: two
    rui.goto("/console/limits/")
    expect(rui.locator("#waiting article").filter(has_text=f"raise {handle}")).to_contain_text(say("You proposed this: somebody else has to agree."))
    pays(page, hands, "6")
    expect(page.get_by_role("alert")).to_contain_text("$5.00")

    ada.goto("/console/limits/")
    ada.locator("#waiting article").filter(has_text=f"raise {handle}").get_by_role("button", name=say("I agree"), exact=True).click()
    expect(ada.get_by_role("status")).to_contain_text(say("Agreed: it counts from its moment on."))
    pays(page, hands, "6")
    expect(page.locator(".receipt")).to_contain_text("$6.00")

    page.goto("/me/")
    page.get_by_role("link", name=say("My limits")).click()
    page.get_by_label(say("At most")).fill("8")
    page.get_by_role("button", name=say("Set my limit"), exact=True).click()
    expect(page.get_by_role("status")).to_contain_text(say("It counts from now on."))
    expect(page.locator(".limits")).to_contain_text("$6.00")
    pays(page, hands, "3")
    expect(page.get_by_role("alert")).to_contain_text("$2.00")
