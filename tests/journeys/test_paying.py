"""Every way to pay without a camera, and every way in which nothing is paid."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.hands import Hands, speak

pytestmark = pytest.mark.journey
SHOP = "Anna's Market"


def counter(hands: Hands) -> Page:
    """The sheet on the counter of Anna's market."""
    anna = hands.signed_in("anna")
    speak(anna, "en")
    anna.goto("/till/annas-market/counter/")
    return anna


def typed_code(hands: Hands) -> str:
    """What stands under the code on the counter, as somebody types it."""
    return counter(hands).locator(".typed strong").inner_text()


def proposal(page: Page, code: str, amount: str) -> None:
    """The person has typed the code and the amount and looks at what would be paid."""
    page.goto("/pay/")
    page.get_by_label("Type the code").fill(code)
    page.get_by_label("Type the code").press("Enter")
    page.get_by_label("How much?").fill(amount)
    page.get_by_role("button", name="Go on").click()


def balance(page: Page) -> str:
    """What the first page says the person has."""
    page.goto("/")
    return page.locator("#balance .money").inner_text().replace("\n", "")


def test_a_typed_code_pays_the_shop_it_belongs_to(hands: Hands) -> None:
    page, _handle = hands.newcomer(money="20")

    proposal(page, typed_code(hands).lower(), "7.25")
    page.get_by_role("button", name=f"Pay $7.25 to {SHOP}").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(SHOP)
    assert balance(page) == "$12.75"


def test_a_picture_of_the_code_leads_to_the_same_shop(hands: Hands, tmp_path: Path) -> None:
    picture = tmp_path / "counter.png"
    counter(hands).get_by_role("img", name="Payment code to scan").screenshot(path=picture)
    page, _handle = hands.newcomer(money="20")

    page.goto("/pay/")
    page.get_by_label("Or choose a picture of it").set_input_files(picture)
    page.get_by_role("button", name="Read the picture").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(SHOP)


def test_a_friend_is_paid_by_handle_and_finds_it_in_their_activity(hands: Hands) -> None:
    mei, mine = hands.newcomer(money="20")
    lin, theirs = hands.newcomer()

    mei.goto("/pay/friend/")
    mei.get_by_label("Their @name").fill(f"@{theirs.upper()}")
    mei.get_by_label("How much?").fill("5.50")
    mei.get_by_label("Note (optional)").fill("half the cake")
    mei.get_by_role("button", name="Go on").click()
    expect(mei.get_by_text(f"@{theirs}").first).to_be_visible()
    mei.get_by_role("button", name=re.compile(r"Send \$5\.50")).click()

    expect(mei.get_by_text("$14.50")).to_be_visible()
    lin.goto("/activity/")
    lin.get_by_role("link", name=re.compile("half the cake")).click()
    expect(lin.get_by_text(f"@{mine}")).to_be_visible()
    expect(lin.get_by_text("+$5.50")).to_be_visible()


def test_too_little_money_keeps_what_was_typed_and_moves_nothing(hands: Hands) -> None:
    page, _handle = hands.newcomer(money="3")

    proposal(page, typed_code(hands), "7.25")

    expect(page.get_by_role("alert")).to_contain_text("No money has moved")
    expect(page.get_by_text("$7.25").first).to_be_visible()
    expect(page.get_by_role("link", name="Add money")).to_be_visible()
    assert balance(page) == "$3.00"


def test_an_amount_that_is_none_stays_in_its_field_with_the_reason(hands: Hands) -> None:
    page, _handle = hands.newcomer(money="3")

    proposal(page, typed_code(hands), "1.005")

    expect(page.get_by_label("How much?")).to_have_value("1.005")
    expect(page.get_by_label("How much?")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#amount-wrong")).to_be_visible()


def test_a_payment_confirmed_three_times_is_made_once(hands: Hands) -> None:
    page, _handle = hands.newcomer(money="20")
    proposal(page, typed_code(hands), "7.25")

    twice = "form => Promise.all([1, 2].map(() => fetch(form.action, {method: 'POST', body: new FormData(form)}).then(answer => answer.url)))"
    urls = page.locator("main form[method=post]").evaluate(twice)
    page.get_by_role("button", name=re.compile("^Pay")).dblclick()

    expect(page.get_by_role("heading", level=1)).to_have_text(SHOP)
    assert {*urls} == {page.url}
    assert balance(page) == "$12.75"
