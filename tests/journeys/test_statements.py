"""A month is found, read, taken away and put in question."""

from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import expect

from tests.journeys.hands import Hands, speak
from tests.journeys.test_paying import typed_code

pytestmark = pytest.mark.journey
SHOPS = {"en": "Anna's Market", "zh-hans": "安娜市集"}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_month_is_found_taken_away_and_a_line_of_it_disputed(hands: Hands, language: str, tmp_path: Path) -> None:
    page, _handle = hands.newcomer(money="40")
    say, code = speak(page, language), typed_code(hands)
    page.goto(f"/pay/confirm/?code={code}&amount=12.30&note=milk%20牛奶")
    page.locator("form [type=submit]").last.click()

    page.goto("/activity/?q=12-13 " + ("this month" if language == "en" else "本月"))
    expect(page.locator("#rows .line")).to_have_count(1)
    page.get_by_role("link", name=say("Statements")).click()
    page.locator("main .list .line").first.click()
    expect(page.locator("main")).to_contain_text(SHOPS[language])
    with page.expect_download() as taken:
        page.get_by_role("link", name="PDF").click()
    paper = tmp_path / "month.pdf"
    taken.value.save_as(paper)
    text = pypdfium2.PdfDocument(paper)[0].get_textpage().get_text_range()
    assert all(each in text for each in (SHOPS[language], "milk 牛奶", "−$12.30", "+$40.00", "$27.70"))

    page.get_by_role("link", name=say("Top-up", "movement")).first.click()
    page.get_by_role("link", name=say("Something wrong?")).click()
    page.locator("[name=words]").fill("I put in 50, not 40.")
    page.get_by_role("button", name=say("Send it to support")).click()
    expect(page.locator("main")).to_contain_text("+$40.00")
