"""Somebody before a page, with every page that is theirs: found by following links, or by taking the steps that lead there."""

import re
import time
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit
from uuid import uuid4

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from tests.journeys.authenticator import authenticator
from tests.journeys.hands import PASSWORD, Hands, join, send, shown_code, sign_in

STILL: dict[str, Any] = {"reduced_motion": "reduce", "color_scheme": "light"}
APP_SECONDS = 30
FILE = re.compile(r"format=csv|\.(pdf|csv|json|parquet|txt|ots|ics)$|/file/$|/heads/proof/")  # is saved, not shown


@dataclass(frozen=True, slots=True)
class Visitor:
    """`pages`: addresses by the name of the page, or by a word for the state it is in. `wide`: looked at on a desk, too."""

    page: Page
    pages: dict[str, str]
    signed_in: bool = True
    wide: bool = False


def by_links(page: Page, *starts: str, under: str) -> dict[str, str]:
    """Every page that links lead to from there, as long as its path begins so: one address for each name."""
    found: dict[str, str] = {}
    waiting = list(starts)
    while waiting:
        address = waiting.pop(0)
        html = page.context.request.get(address).text()
        for link in (address, *(urljoin(address, unescape(link)) for link in re.findall(r'<a [^>]*href="([^"#]+)"', html))):
            name = _name(link)
            if name and name not in found and urlsplit(link).path.startswith(under):
                found[name] = link
                waiting.append(link)
    return found


def _name(link: str) -> str:
    try:
        return resolve(urlsplit(link).path).view_name if not FILE.search(link) else ""
    except Resolver404:
        return ""


def stranger(hands: Hands) -> list[Visitor]:
    """Nobody in particular, before the wallet."""
    pages = {
        "account_login": "/sign-in/",
        "account_signup": "/sign-up/",
        "account_signup_by_passkey": "/sign-up/passkey/",
        "account_reset_password": "/sign-in/password/",
        "account_inactive": "/sign-in/closed/",
        "nothing there": "/nowhere/",
    }
    return [Visitor(hands.phone(**STILL), pages, signed_in=False), *_newcomers(hands), *_forgetful(hands)]


def _newcomers(hands: Hands) -> list[Visitor]:
    """Two in the middle of signing up: one before the code, one before the passkey."""
    first, second = hands.phone(**STILL), hands.phone(**STILL)
    shown = ""
    for page, way in ((first, "/sign-up/"), (second, "/sign-up/passkey/")):
        page.context.request.get(way)
        name = f"step_{len(way)}"
        shown = send(page, way, name="Mei Lin", username=name, email=f"{name}@example.org", password1=PASSWORD).text
    send(second, "/sign-up/code/", code=shown_code(shown))
    return [
        Visitor(first, {"account_email_verification_sent": "/sign-up/code/"}, signed_in=False),
        Visitor(second, {"mfa_signup_webauthn": "/sign-up/passkey/create/"}, signed_in=False),
    ]


def _forgetful(hands: Hands) -> list[Visitor]:
    """Two who want a new password: one before the code, one after it."""
    first, second = hands.phone(**STILL), hands.phone(**STILL)
    join(hands.phone(), "forgetful")
    for page in (first, second):
        page.context.request.get("/sign-in/password/")
        send(page, "/sign-in/password/", email="forgetful@example.org")
    newest = max((hands.product.home / "mail").iterdir(), key=lambda mail: mail.stat().st_mtime_ns)
    send(second, "/sign-in/password/code/", code=shown_code(newest.read_text()))
    return [
        Visitor(first, {"account_confirm_password_reset_code": "/sign-in/password/code/"}, signed_in=False),
        Visitor(second, {"account_complete_password_reset": "/sign-in/password/new/"}, signed_in=False),
    ]


def person(hands: Hands) -> list[Visitor]:
    """Mei, with a year of shopping, a case, a question and an answer."""
    page = hands.signed_in("mei", **STILL)
    pages = by_links(page, "/", "/inbox/", "/activity/", "/me/help/", under="/")
    own = {name: address for name, address in pages.items() if name.startswith("web:")}
    states = {
        "web:confirm": "/pay/confirm/?code=annas-market",
        "a payment": "/pay/confirm/?code=annas-market&amount=7.25&note=tea",
        "a payment refused": "/pay/confirm/?code=annas-market&amount=1.005",
        "a transfer": "/pay/friend/?to=lin&amount=2",
        "web:call_ask": "/talks/call/",
        "web:me_channels": "/me/channels/",
        "web:wishes": "/me/wishes/",
        "nobody of that name": "/pay/friend/?to=nobody_at_all&amount=2",
        "nothing found": "/activity/?q=nothing+like+that",
        "a month before": "/spending/?month=2020-01",
        "not theirs": "/console/",
    }
    return [Visitor(page, own | states)]


def books(hands: Hands) -> list[Visitor]:
    """Mei before her statements, and a movement of hers."""
    page = hands.signed_in("mei", **STILL)
    pages = by_links(page, "/statements/", under="/statements/")
    top_ups = page.context.request.get("/activity/?kind=top_up").text()
    story = re.search(r"/activity/top_up/([0-9a-f-]{36})/", top_ups)
    assert story
    movement = f"/activity/movement/{story[1]}/"
    states = {
        "web:movement": movement,
        "web:dispute": f"{movement}problem/",
        "an empty month": "/statements/2001-01/",
        "a year before": "/statements/2001/",
    }
    return [Visitor(page, pages | states)]


def careful(hands: Hands) -> list[Visitor]:
    """One with a password and codes from an app, one with a passkey, and the first one again before the second step."""
    return [*_with_an_app(hands), _with_a_passkey(hands)]


def _with_an_app(hands: Hands) -> list[Visitor]:
    page, handle = hands.newcomer(**STILL)
    page.context.request.get("/me/security/confirm/")
    send(page, "/me/security/confirm/", password=PASSWORD)
    secret = re.search(r"<code>([A-Z2-7]{20,})</code>", page.context.request.get("/me/security/app/").text())
    assert secret
    send(page, "/me/security/app/", code=format_hotp_value(hotp_value(secret[1], int(time.time()) // APP_SECONDS)))
    again = hands.phone(**STILL)
    sign_in(again, handle, PASSWORD)
    pages = by_links(page, "/me/security/", under="/me/security/") | {
        "web:approve": _asked_by_a_program(page),
        "web:phone": "/me/phone/",
        "account_reauthenticate": "/me/security/confirm/",
        "mfa_reauthenticate": "/me/security/confirm/code/",
        "mfa_index": "/me/security/",
        "account_logout": "/sign-out/",
    }
    return [Visitor(page, pages), Visitor(again, {"mfa_authenticate": "/sign-in/second-step/"}, signed_in=False)]


def _asked_by_a_program(page: Page) -> str:
    """The path where the person confirms a payment above the limits that a program of theirs wants to make."""
    token = re.search(r'<code class="token">([^<]+)</code>', send(page, "/me/security/tokens/", name="a program").text)
    assert token
    wanted = {"code": "annas-market", "amount": "150.00", "key": str(uuid4())}
    answer = page.context.request.post("/api/v1/payments", data=wanted, headers={"Authorization": f"Bearer {token[1]}"})
    return urlsplit(str(answer.json()["confirm_url"])).path


def _with_a_passkey(hands: Hands) -> Visitor:
    page = hands.phone(**STILL)
    authenticator(page)
    page.context.request.get("/sign-up/passkey/")
    code = shown_code(send(page, "/sign-up/passkey/", name="Mei Lin", username="keyed", email="keyed@example.org").text)
    send(page, "/sign-up/code/", code=code)
    page.goto("/sign-up/passkey/create/")
    page.locator("#passkey_make").click()
    page.wait_for_url(lambda url: urlsplit(url).path == "/")
    page.goto("/me/security/passkeys/add/")
    page.locator("#passkey_confirm").click()
    page.wait_for_url("**/passkeys/add/")
    pages = by_links(page, "/me/security/", under="/me/security/") | {"mfa_reauthenticate_webauthn": "/me/security/confirm/passkey/"}
    return Visitor(page, pages)


def merchant(hands: Hands) -> list[Visitor]:
    """Anna at her till, and Grace before the list of her two shops."""
    page = hands.signed_in("anna", **STILL)
    pages = by_links(page, "/till/annas-market/", under="/till/annas-market/")
    code = send(page, "/till/annas-market/", amount="8.40").path
    taken = send(page, "/till/annas-market/scan/", key=str(uuid4()), amount="60", code=_own_code(hands.signed_in("mei"))).path
    for shop in ("Grace's Flowers", "Grace's Tea"):
        hands.product.tell("shop", "grace", "--name", shop)
    states = {
        "merchant:code": code,
        "merchant:taken": taken,
        "merchant:scan": "/till/annas-market/scan/?amount=8.40",
        "a day without payments": "/till/annas-market/takings/?day=2020-01-01",
    }
    return [
        Visitor(page, pages | states),
        Visitor(hands.signed_in("grace", **STILL), {"merchant:shops": "/till/"}),
    ]


def _own_code(page: Page) -> str:
    """The digits that somebody's page shows to a till."""
    found = re.search(r"data-digits>([\d ]+)<", page.context.request.get("/pay/code/").text())
    assert found
    return found[1].replace(" ", "")


def staff(hands: Hands) -> list[Visitor]:
    """The administrator, before whom every page of the console opens."""
    page = hands.desk("admin", **STILL)
    pages = by_links(page, "/console/", "/console/cases/?show=all", "/console/calls/?show=open", "/console/themes/", under="/console/")
    for letter in ("console:letter_preview", "console:letter_rendered"):  # by itself, where no script may run, axe-core neither
        pages.pop(letter, None)
    return [Visitor(page, pages | {"nothing matches": "/console/people/?q=nothing+like+that"}, wide=True)]
