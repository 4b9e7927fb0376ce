"""Friends and their money, in a real browser."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys.hands import PASSWORD, Hands, shown_code, speak, until_there

pytestmark = pytest.mark.journey


def test_a_lucky_red_packet_is_opened_by_two_friends_and_everybody_can_check_the_draw(hands: Hands) -> None:
    mei, _ = hands.newcomer(money="50")
    mei.goto("/pay/")
    mei.get_by_role("link", name="Together").click()
    mei.get_by_role("link", name="Red packet").click()
    mei.get_by_label("How much in all?").fill("8.88")
    mei.get_by_label("For how many?").fill("2")
    mei.get_by_role("button", name="Go on").click()
    mei.get_by_role("button", name="Put $8.88 into the red packet").click()
    link = mei.get_by_label("Or send the link").input_value()
    fingerprint = mei.locator(".seed").first.text_content()

    for _ in range(2):
        friend, _handle = hands.newcomer()
        words = speak(friend, "zh-hans")
        friend.goto(link)
        friend.get_by_role("button", name=words("Open", "red packet")).click()
        expect(friend.get_by_text(words("It is in your wallet."))).to_be_visible()

    mei.reload()
    expect(mei.get_by_text("2 of 2 opened")).to_be_visible()
    got = mei.locator(".list .money").all_inner_texts()
    mei.get_by_text("How it is shared out").click()
    mei.get_by_role("link", name="Work the draw out again").click()
    assert mei.locator(".seed").first.inner_text() == fingerprint
    assert mei.locator(".draw .money").all_inner_texts() == got


def test_a_request_lies_in_a_friends_inbox_and_is_paid_by_one_tap(hands: Hands) -> None:
    (mei, _), (lin, handle) = hands.newcomer(), hands.newcomer(money="20")
    mei.goto("/together/ask/")
    mei.get_by_label("Their @name").fill(handle)
    mei.get_by_label("How much?").fill("7.50")
    mei.get_by_role("button", name="Ask").click()
    expect(mei.get_by_text("waiting for them")).to_be_visible()

    lin.goto("/inbox/")
    until_there(lin, lin.get_by_role("link", name="See the request")).click()
    lin.get_by_role("button", name=re.compile(r"Pay \$7\.50 to")).click()

    expect(lin.get_by_text("paid", exact=True)).to_be_visible()
    mei.goto("/")
    assert mei.locator("#balance .money").inner_text().replace("\n", "") == "$7.50"


def test_a_bill_is_split_and_shows_who_has_paid(hands: Hands) -> None:
    (mei, _), (lin, theirs), (_zhou, others) = hands.newcomer(), hands.newcomer(money="20"), hands.newcomer()
    mei.goto("/together/bills/new/")
    mei.get_by_label("How much in all?").fill("10")
    mei.get_by_label("With whom?").fill(f"@{theirs} @{others}")
    mei.get_by_role("button", name="Go on").click()
    mei.get_by_role("button", name="Ask for these parts").click()
    expect(mei.get_by_text("0 of 2 have paid their part")).to_be_visible()

    lin.goto("/together/")
    lin.get_by_role("link", name=re.compile("waits for you")).click()
    lin.get_by_role("button", name=re.compile(r"Pay \$3\.33 to")).click()
    lin.get_by_role("link", name="The whole bill, and who has paid").click()
    expect(lin.get_by_text("1 of 2 have paid their part")).to_be_visible()

    mei.reload()
    expect(mei.get_by_text("1 of 2 have paid their part")).to_be_visible()


def test_somebody_without_a_wallet_joins_by_the_link_and_has_the_money(hands: Hands) -> None:
    mei, _ = hands.newcomer(money="20")
    mei.goto("/together/links/new/")
    mei.get_by_label("How much?").fill("4.20")
    mei.get_by_role("button", name="Go on").click()
    mei.get_by_role("button", name="Make a link for $4.20").click()
    link = mei.get_by_label("Or send the link").input_value()

    stranger = hands.phone()
    stranger.goto(link)
    stranger.get_by_role("link", name="Open a wallet for it").click()
    stranger.get_by_role("link", name="With a password").click()
    stranger.get_by_label("Your name").fill("Xu Yan")
    stranger.get_by_label("Handle", exact=True).fill("xu_yan")
    stranger.get_by_label("E-mail").fill("xu_yan@example.org")
    stranger.locator("[name=password1]").fill(PASSWORD)
    stranger.get_by_role("button", name="Continue").click()
    told = until_there(stranger, stranger.get_by_role("status"), every_ms=1_000)  # many join from one address here, and the product minds that
    stranger.get_by_label("Code", exact=True).fill(shown_code(told.inner_text()))
    stranger.get_by_role("button", name="Continue").click()
    stranger.get_by_role("button", name="Put $4.20 into my wallet").click()
    expect(stranger.get_by_text("claimed", exact=True)).to_be_visible()

    mei.reload()
    expect(mei.get_by_text("Xu Yan")).to_be_visible()


def test_two_give_a_present_and_the_third_finds_the_card_in_the_inbox(hands: Hands) -> None:
    (mei, _), (lin, theirs), (anna, hers) = hands.newcomer(money="50"), hands.newcomer(money="50"), hands.newcomer()
    mei.goto("/together/")
    mei.get_by_role("link", name="Group gift").click()
    mei.get_by_label("Who gets it?").fill(f"@{hers}")
    mei.get_by_label("For which occasion?").fill("Birthday")
    mei.get_by_label("Who gives with you?").fill(f"@{theirs}")
    mei.get_by_label("On which day?").fill((datetime.now(UTC) + timedelta(days=3)).date().isoformat())
    mei.get_by_role("button", name="Open the gift").click()
    expect(mei.get_by_text("sees nothing of this until it is given")).to_be_visible()

    lin.goto("/inbox/")
    until_there(lin, lin.get_by_role("link", name="Look at the gift")).click()
    lin.get_by_label("How much?").fill("20")
    lin.get_by_text("Let the card say how much I gave").click()
    lin.get_by_role("button", name="Go on").click()
    lin.get_by_role("button", name="Put $20.00 into the gift").click()
    expect(lin.get_by_text("Who gave")).to_be_visible()

    mei.reload()
    mei.get_by_text("Give it now, or call it off").click()
    mei.get_by_role("button", name=re.compile(r"Give \$20\.00 to")).click()
    words = speak(anna, "zh-hans")
    anna.goto("/inbox/")
    until_there(anna, anna.get_by_role("link", name=words("Look at the gift"))).click()
    expect(anna.get_by_text(words("A gift for you"))).to_be_visible()
    assert anna.locator(".list .money").inner_text().replace("\n", "") == "$20.00"
