"""Talking with people: a call at a time of one's own, and a talk face to face in two browsers."""

from collections.abc import Iterator
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Locator, Page, Playwright, expect

from tests.journeys.hands import RELOAD_MS, WAIT_MS, Hands, Words, chromium, hidden, send, speak
from zhiyin.kit import clock

pytestmark = pytest.mark.journey


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


def test_who_asked_is_called_by_an_agent_who_takes_the_call_and_closes_it(hands: Hands) -> None:
    mei, handle = hands.newcomer()
    _live_where_it_is_noon(mei)
    form = mei.context.request.get("/talks/call/").text()
    send(mei, "/talks/call/", key=hidden(form, "key"), topic=f"My card, {handle}", number="+86 138 0013 8000")
    wang = hands.desk("wang")
    wang.goto("/console/calls/?show=open")
    say = _words_of(wang)
    wang.locator("[data-row]", has_text=handle).get_by_role("link").click()
    wang.get_by_role("button", name=say("Take this call")).click()

    expect(wang.get_by_role("link", name="+8613800138000")).to_be_visible()
    wang.get_by_role("button", name=say("We spoke")).click()
    mei.goto("/talks/")
    expect(mei.get_by_text("We spoke")).to_be_visible()


@pytest.mark.scenario(16)
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
    talk = urlsplit(mei.url).path.removesuffix("room/")
    # Whoever of those with time has the fewest talks has this one.
    agent = next(each for each in (wang, hands.desk("admin", browser=with_cameras)) if talk in each.context.request.get("/console/talks/").text())
    agent.goto("/console/talks/")
    agent.locator(f"a[href$='{talk}']").click()
    say = _words_of(agent)
    agent.get_by_role("link", name=say("Open the room")).click()
    for page in (mei, agent):
        page.get_by_role("button", name=_words_of(page)("Join")).click()

    for page in (mei, agent):
        expect(page.locator("[data-room]")).to_have_attribute("data-state", "connected")
        _sees_frames(page)
    mei.get_by_role("button", name="Leave").click()
    expect(agent.get_by_text(say("%(name)s has left the room.", name="Mei Lin"))).to_be_visible()


def _live_where_it_is_noon(page: Page) -> None:
    """The person lives where nobody's quiet hours are just now."""
    places = ("Asia/Shanghai", "America/New_York", "Europe/Berlin", "Pacific/Auckland", "America/Los_Angeles")
    now = clock.now()
    place = min(places, key=lambda zone: abs(now.astimezone(ZoneInfo(zone)).hour - 13))
    send(page, "/me/account/", deed="timezone", timezone=place)


def _words_of(page: Page) -> Words:
    """The words of the language that the page speaks."""
    return Words("en" if page.locator("html").get_attribute("lang") == "en" else "zh-hans")


def _sees_frames(page: Page) -> None:
    """Pictures of the other one arrive and are shown, and go on arriving."""
    theirs = page.locator("video[data-theirs]")
    expect(theirs).to_be_in_viewport()
    seen = _frames_over(theirs, 0)
    assert _frames_over(theirs, seen) > seen
    assert theirs.evaluate("picture => picture.videoWidth > 0 && picture.currentTime > 0")


def _frames_over(theirs: Locator, least: int) -> int:
    """How many pictures have been shown, as soon as there are more. Asked from outside: the page's policy forbids what a waiting script would do."""
    for _ in range(WAIT_MS // RELOAD_MS):
        if (shown := int(theirs.evaluate("picture => picture.getVideoPlaybackQuality().totalVideoFrames"))) > least:
            break
        theirs.page.wait_for_timeout(RELOAD_MS)
    return shown
