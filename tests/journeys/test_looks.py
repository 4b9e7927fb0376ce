"""How things look is chosen once and stays: on the next page, after signing out, on another device."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.hands import PASSWORD, Hands, sign_in

pytestmark = pytest.mark.journey
SEEN = "(nodes) => nodes.filter(node => node.checkVisibility() && !node.closest('.visually-hidden') && node.textContent.trim())"
TEXT_SIZES = f"nodes => ({SEEN})(nodes).map(node => [node.textContent.trim(), parseFloat(getComputedStyle(node).fontSize)])"
TARGETS = f"""nodes => ({SEEN})(nodes).map(node => [node.textContent.trim(), node.getBoundingClientRect()])
    .map(([name, box]) => [name, Math.round(box.width), Math.round(box.height)])"""


def choose(page: Page, *, theme: str, size: str, simple: bool) -> None:
    """The person's choice on the page about looks."""
    page.goto("/me/look/")
    page.get_by_label(theme, exact=True).check()
    page.get_by_label(size, exact=True).check()
    page.get_by_label("Simple mode").set_checked(simple)
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/me/")


def look(page: Page) -> tuple[str, str, bool, str]:
    """Theme, size, simplicity and language of the page as its browser has them."""
    root = page.locator("html")
    return tuple(root.evaluate("root => [root.dataset.theme, root.dataset.size, root.hasAttribute('data-simple'), root.lang]"))


def test_looks_and_language_stay_after_signing_out_and_on_another_device(hands: Hands) -> None:
    page, handle = hands.newcomer()
    choose(page, theme="High contrast", size="A+++", simple=True)
    page.get_by_role("button", name="简体中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    assert look(page) == ("contrast", "4", True, "zh-Hans")

    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/sign-in/")
    assert look(page) == ("contrast", "4", True, "zh-Hans")  # the browser remembers

    elsewhere = hands.phone()
    sign_in(elsewhere, handle, PASSWORD)
    assert look(elsewhere) == ("contrast", "4", True, "zh-Hans")  # the wallet remembers


def test_a_choice_shows_before_it_is_kept(hands: Hands) -> None:
    page, _handle = hands.newcomer()
    page.goto("/me/look/")

    page.get_by_label("Dark", exact=True).check()
    page.get_by_label("A++", exact=True).check()

    assert look(page)[:2] == ("dark", "3")
    page.goto("/")
    assert look(page)[:2] == ("auto", "2")


def test_dark_as_the_phone_has_it_needs_no_choice(hands: Hands) -> None:
    page = hands.phone(color_scheme="dark")

    page.goto("/sign-in/")

    assert page.locator("html").evaluate("root => getComputedStyle(root).backgroundColor") == "rgb(20, 23, 26)"


def test_simple_mode_has_large_words_and_nothing_small_to_tap(hands: Hands) -> None:
    page, _handle = hands.newcomer(money="20")
    choose(page, theme="Light", size="A", simple=True)
    page.goto("/")

    words = page.locator("main p, main span, main a, main button").evaluate_all(TEXT_SIZES)
    targets = page.locator("main a, main button, nav.bar a").evaluate_all(TARGETS)

    assert len(targets) >= 8
    assert {name: size for name, size in words if size < 20} == {}
    assert {name: sides for name, *sides in targets if min(sides) < 60} == {}
