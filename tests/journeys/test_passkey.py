"""A passkey from the first page to the last, in a real browser with a software authenticator."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.authenticator import OPTIONS, authenticator

pytestmark = pytest.mark.journey
HOME = re.compile(r"//[^/]+/$")


def sign_up(page: Page, handle: str) -> None:
    page.goto("/sign-up/passkey/")
    page.get_by_label("Your name").fill("Mei Lin")
    page.get_by_label("Handle", exact=True).fill(handle)
    page.get_by_label("E-mail").fill(f"{handle}@example.org")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Code", exact=True).fill(page.get_by_role("status").inner_text().rsplit(" ", 1)[-1])
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Make the passkey").click()
    page.wait_for_url(HOME)


def test_a_newcomer_signs_up_and_in_with_a_passkey_and_no_password(phone: Callable[..., Page]) -> None:
    page = phone()
    authenticator(page)
    sign_up(page, "passkey_mei")

    page.context.clear_cookies()
    page.goto("/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(HOME)

    page.goto("/me/security/")
    expect(page.get_by_text("Protected by a passkey on 1 device.")).to_be_visible()


def test_a_second_passkey_is_added_after_confirming_with_the_first(phone: Callable[..., Page]) -> None:
    page = phone()
    devtools, first = authenticator(page)
    sign_up(page, "passkey_lin")

    page.goto("/me/security/passkeys/add/")
    page.get_by_role("button", name="Use your passkey").click()
    page.wait_for_url("**/passkeys/add/")
    devtools.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": first})
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": OPTIONS | {"transport": "usb"}})
    page.get_by_role("button", name="Make the passkey").click()

    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto("/me/security/")
    expect(page.get_by_text("Protected by passkeys on 2 devices.")).to_be_visible()


def test_a_passkey_that_counts_backwards_is_refused(phone: Callable[..., Page]) -> None:
    page = phone()
    devtools, key = authenticator(page)
    sign_up(page, "passkey_old")
    copied = devtools.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"][0]
    page.context.clear_cookies()
    page.goto("/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(HOME)

    page.context.clear_cookies()
    devtools.send("WebAuthn.clearCredentials", {"authenticatorId": key})
    devtools.send("WebAuthn.addCredential", {"authenticatorId": key, "credential": copied | {"signCount": 0}})
    page.goto("/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_text("looks like a copy and was refused")).to_be_visible()


def test_a_browser_that_gives_up_says_so_and_leaves_another_way(phone: Callable[..., Page]) -> None:
    page = phone()
    devtools, key = authenticator(page)
    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    page.goto("/sign-in/")

    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_text("The passkey did not work")).to_be_visible(timeout=70_000)
    expect(page.get_by_label("Handle or e-mail")).to_be_visible()
