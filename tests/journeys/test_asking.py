"""Staff build a questionnaire and people answer it, also in a frame of another site; people wish for what they miss."""

from time import monotonic_ns

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.journeys.hands import Hands, Words, chromium, speak

pytestmark = pytest.mark.journey
SHOP, STRANGER = "https://shop.example/", "https://stranger.example/"
QUESTIONS = (
    {"code": "easy", "kind": "stars", "en": "How easy was paying?", "zh": "付款方便吗？"},
    {
        "code": "why",
        "kind": "single",
        "en": "What was hard?",
        "zh": "哪里不方便？",
        "options": "speed | It was slow | 太慢\nwords | I did not understand it | 看不懂",
        "subject": "question:easy",
        "comparison": "at_most",
        "value": "2",
    },
    {"code": "more", "kind": "text", "en": "What would help?", "zh": "怎样会更好？"},
)


def test_a_questionnaire_is_built_answered_in_two_sittings_and_read(hands: Hands, playwright_driver: Playwright) -> None:
    chen = hands.desk("chen")
    survey = _built(chen, speak(chen, "en"))
    embed = chen.locator("#embed").input_value()
    there = embed.split('src="')[1].split("?")[0]

    phone = hands.phone(language="zh-CN")
    phone.goto(there)
    phone.get_by_role("button", name="较差").click()
    expect(phone.get_by_role("heading", name="哪里不方便？")).to_be_visible()
    phone.goto("about:blank")
    phone.goto(there)
    phone.get_by_role("button", name="太慢").click()
    phone.locator("textarea").fill("快一点")
    phone.get_by_role("button", name="继续").click()
    expect(phone.get_by_role("heading", name="谢谢您")).to_be_visible()

    chen.goto(f"{survey}results/")
    expect(chen.get_by_role("figure", name="Most often: It was slow").get_by_role("img")).to_contain_text("It was slow 1")
    expect(chen.get_by_text("快一点")).to_be_visible()
    _is_framed_by_its_site_alone(playwright_driver, embed)


def test_who_misses_something_says_so_and_others_vote(hands: Hands) -> None:
    text = f"按商品分账 {monotonic_ns() % 9999}"
    lin, _ = hands.newcomer()
    say = speak(lin, "zh-hans")
    lin.goto("/me/wishes/")
    lin.locator("[name=text]").fill(text)
    lin.get_by_role("button", name=say("Make the wish")).click()
    expect(lin.get_by_text(say("Thank you. Somebody of ours reads it first. Then everybody can vote for it."))).to_be_visible()

    chen = hands.desk("chen")
    word = speak(chen, "en")
    chen.goto("/console/wishes/")
    chen.get_by_role("listitem").filter(has_text=text).get_by_role("button", name=word("Show it")).click()

    mei, _ = hands.newcomer()
    say = speak(mei, "zh-hans")
    mei.goto("/me/wishes/")
    mei.locator("[name=text]").fill(f"希望{text}")
    mei.get_by_role("button", name=say("Make the wish")).click()
    mei.locator("#similar").get_by_role("listitem").filter(has_text=text).get_by_role("button", name=say("I want it too")).click()
    wish = mei.locator("#shown").get_by_role("listitem").filter(has_text=text)
    expect(wish.get_by_role("button", pressed=True)).to_be_visible()
    expect(wish).to_contain_text("2 人想要")


def _built(chen: Page, say: Words) -> str:
    """The address in the console of a questionnaire that was written, looked at and published."""
    chen.goto("/console/surveys/")
    for name, value in {"code": f"easy_{monotonic_ns() % 10**9}", "title_en": "Paying", "title_zh": "付款"}.items():
        chen.locator(f"[name={name}]").fill(value)
    chen.get_by_role("button", name=say("Begin it")).click()
    survey = chen.url
    for question in QUESTIONS:
        chen.goto(f"{survey}questions/new/")
        for name, value in question.items():
            field = chen.locator(f"[name={name}]")
            field.select_option(value) if name in ("kind", "subject", "comparison") else field.fill(value)
        chen.get_by_role("button", name=say("Keep"), exact=True).click()
        for words in (question["en"], question["zh"]):
            expect(chen.locator("#preview").get_by_role("heading", name=words).first).to_be_visible()
    expect(chen.locator("#preview [data-simple]")).to_be_visible()
    chen.goto(survey)
    chen.get_by_role("button", name=say("Publish it")).click()
    chen.locator("[name=origins]").fill(SHOP.rstrip("/"))
    chen.locator("form").filter(has=chen.locator("[name=origins]")).get_by_role("button").click()
    return survey


def _is_framed_by_its_site_alone(driver: Playwright, embed: str) -> None:
    browser = chromium(driver, "--disable-features=LocalNetworkAccessChecks")  # the product of the test runs on this machine, the sites do not
    context = browser.new_context(locale="en-US")
    context.route("https://*.example/**", lambda route: route.fulfill(content_type="text/html", body=f"<h1>A shop</h1>{embed}"))
    page = context.new_page()
    page.goto(SHOP)
    framed = page.frame_locator("iframe")
    framed.get_by_role("button", name="Very good").click()
    expect(framed.get_by_role("heading", name="What would help?")).to_be_visible()
    page.goto(STRANGER)
    expect(framed.get_by_role("heading", name="How easy was paying?")).to_have_count(0)
    browser.close()
