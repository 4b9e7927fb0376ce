"""Signing in as everybody of the demo, and out again everywhere."""

import pytest
from playwright.sync_api import expect

from tests.journeys.hands import PASSWORD, Hands, sign_in

pytestmark = pytest.mark.journey
FIRST_PAGES = {
    "mei": "/",
    "anna": "/",
    "wang": "/console/",
    "sofia": "/console/",
    "chen": "/console/",
    "rui": "/console/",
    "ines": "/console/",
    "admin": "/console/",
}


def test_every_role_of_the_demo_signs_in_to_the_page_they_work_on(hands: Hands) -> None:
    landed = {}
    for handle in FIRST_PAGES:
        page = hands.phone()
        sign_in(page, handle, hands.product.sign_ins[handle])
        landed[handle] = page.url.removeprefix(hands.product.url)

    assert landed == FIRST_PAGES


def test_a_wrong_password_says_neither_which_was_wrong_nor_who_exists(hands: Hands) -> None:
    page, said = hands.phone(), []
    for handle in ("grace", "nobody_at_all"):
        page.goto("/sign-in/")
        page.get_by_label("Handle or e-mail").fill(handle)
        page.get_by_label("Password", exact=True).fill("not the password")
        page.get_by_label("Password", exact=True).press("Enter")
        said.append(page.get_by_role("alert").inner_text())

    assert said[0] == said[1]


def test_a_merchant_goes_from_the_wallet_to_the_till_and_back(hands: Hands) -> None:
    anna = hands.signed_in("anna")

    anna.goto("/me/")
    anna.locator("a[href='/till/']").click()
    anna.wait_for_url("**/till/annas-market/")
    anna.locator("header a[href='/']").click()

    anna.wait_for_url(f"{hands.product.url}/")


def test_the_list_of_browsers_signs_out_one_or_all_of_them(hands: Hands) -> None:
    here, handle = hands.newcomer()
    phones = [hands.phone(user_agent=f"Mozilla/5.0 (X11; Linux) Firefox/{number}") for number in (1, 2)]
    for each in phones:
        sign_in(each, handle, PASSWORD)

    here.goto("/me/security/sessions/")
    expect(here.get_by_role("listitem").filter(has_text="seen")).to_have_count(3)
    here.get_by_role("button", name="Sign out Firefox").first.click()
    expect(here.get_by_role("listitem").filter(has_text="seen")).to_have_count(2)
    here.get_by_role("button", name="Sign out everywhere, here too").click()

    for each in (here, *phones):
        each.goto("/me/")
        expect(each).to_have_url(f"{hands.product.url}/sign-in/?next=/me/")
