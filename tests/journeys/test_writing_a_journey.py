"""Marketing changes a journey in its form and publishes it; a person gets its message, reads why, and stops such messages with one tap."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.hands import Hands, hidden, send, until_there

pytestmark = pytest.mark.journey
JOURNEY = "/console/journeys/first_transfer/"
OWN = "1.23"  # only this amount is asked about: other stories send money too


def sends(page: Page, amount: str) -> None:
    """They send a friend money, for the first time."""
    form = page.context.request.get("/pay/friend/", params={"to": "lin", "amount": amount}).text()
    send(page, "/pay/friend/", key=hidden(form, "key"), to="lin", amount=amount, note="")


def fill(page: Page, **fields: str) -> None:
    """Types into the fields of the first step; two underscores stand for a dot."""
    for name, text in fields.items():
        page.locator(f'[name="steps.0.{name.replace("__", ".")}"]').fill(text)


def test_a_changed_journey_reaches_a_person_who_reads_why_and_stops_it(hands: Hands) -> None:
    sofia = hands.desk("sofia")
    sofia.goto(JOURNEY)
    sofia.get_by_role("button", name="Switch on").click()
    earlier, _ = hands.newcomer(money="5")
    sends(earlier, "2.00")

    sofia.goto(f"{JOURNEY}edit/")
    sofia.locator('[name="start.where.0.field"]').select_option("amount_minor")
    sofia.locator('[name="start.where.0.value"]').fill("123")
    fill(sofia, wait="soon", message="", words__en__title="How was sending it?", words__en__text="One tap.")
    fill(sofia, words__zh__title="转账顺利吗？", words__zh__text="点一下就好。")
    sofia.get_by_role("button", name="Keep as a draft").first.click()
    expect(sofia.locator('[id="steps.0.wait-wrong"]')).to_contain_text("Write for example “30 minutes”")

    fill(sofia, wait="1 second")
    sofia.get_by_role("button", name="Keep as a draft").first.click()
    expect(sofia.get_by_role("heading", name=re.compile("A draft waits to be published"))).to_be_visible()
    expect(sofia.get_by_text("转账顺利吗？").first).to_be_visible()
    sofia.get_by_role("link", name="Try it out first").click()
    sofia.locator("[name=on]").select_option("back-7")
    sofia.get_by_role("button", name="Try it out").click()
    expect(sofia.get_by_role("heading", name="What would be decided, and why")).to_be_visible(timeout=30_000)
    sofia.goto(JOURNEY)
    until_there(sofia, sofia.locator("[name=choice]"))
    sofia.get_by_text("What waits for them is called off").click()
    sofia.get_by_role("button", name="Publish").click()
    expect(sofia.get_by_text("Published. It takes people in from now on.")).to_be_visible()
    expect(sofia.get_by_text(re.compile("1 affected")).first).to_be_visible()

    mei, _ = hands.newcomer(money="5")
    sends(mei, OWN)
    mei.goto("/inbox/")
    card = until_there(mei, mei.get_by_role("article").filter(has_text="How was sending it?"))
    card.get_by_role("link", name="Why did I get this?").click()
    expect(card).to_contain_text("A question about sending money")
    expect(card).to_contain_text("Because you sent")
    card.get_by_role("button", name="Stop these").click()
    expect(card).to_contain_text("Stopped.")

    mei.goto("/me/contacts/")
    mei.get_by_role("button", name="Allow it again").click()
    expect(mei.get_by_text("Allowed again, from now on.")).to_be_visible()
    sofia.get_by_role("button", name="Pause").click()
    expect(sofia.get_by_text("Paused. Nobody is reached by it until you switch it on.")).to_be_visible()
