"""Talking with people: a call at a time of one's own, and a talk face to face in two browsers."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.journeys.hands import Hands, Words, chromium, send, speak

pytestmark = pytest.mark.journey
FRAMES = "document.querySelector('video[data-theirs]').getVideoPlaybackQuality().totalVideoFrames"


@pytest.fixture
def with_cameras(playwright_driver: Playwright) -> Iterator[Browser]:
    """A browser whose camera and microphone are made up, and open to every page that asks."""
    made_up = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
    opened = chromium(playwright_driver, *made_up, "--allow-loopback-in-peer-connection", "--disable-features=WebRtcHideLocalIpsWithMdns")
    yield opened
    opened.close()


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


def test_two_book_a_talk_and_see_each_other(hands: Hands, with_cameras: Browser) -> None:
    wang, (mei, handle) = hands.desk("wang", browser=with_cameras), hands.newcomer(browser=with_cameras)
    wang.context.request.get("/console/talks/")
    for weekday in range(7):
        send(wang, "/console/talks/hours/", weekday=str(weekday), starts="00:00", ends="23:00")
    wang.goto(f"/console/people/?q={handle}")
    wang.get_by_role("link", name="Mei Lin").first.click()
    say = _words_of(wang)
    wang.get_by_role("button", name=say("Invite them")).click()

    mei.goto("/inbox/")
    mei.get_by_role("link", name="Talking with us").click()
    mei.get_by_role("link", name="Choose a time").click()
    mei.locator(".choices label").nth(3).click()
    mei.get_by_role("button", name="Book this time").click()
    mei.get_by_role("link", name="Open the room").click()
    mei.wait_for_url("**/room/")
    wang.goto("/console/talks/")
    wang.locator(f"a[href$='{urlsplit(mei.url).path.removesuffix('room/')}']").click()
    wang.get_by_role("link", name=say("Open the room")).click()
    for page in (mei, wang):
        page.get_by_role("button", name=_words_of(page)("Join")).click()

    for page in (mei, wang):
        expect(page.locator("[data-room]")).to_have_attribute("data-state", "connected")
        _sees_frames(page)
    mei.get_by_role("button", name="Leave").click()
    expect(wang.get_by_text(say("%(name)s has left the room.", name="Mei Lin"))).to_be_visible()


def _words_of(page: Page) -> Words:
    """The words of the language that the page speaks."""
    return Words("en" if page.locator("html").get_attribute("lang") == "en" else "zh-hans")


def _sees_frames(page: Page) -> None:
    """Pictures of the other one arrive and are shown, and go on arriving."""
    theirs = page.locator("video[data-theirs]")
    expect(theirs).to_be_in_viewport()
    page.wait_for_function("document.querySelector('video[data-theirs]').videoWidth > 0")
    page.wait_for_function(f"{FRAMES} > {page.evaluate(FRAMES)}")
    assert theirs.evaluate("picture => picture.currentTime") > 0
