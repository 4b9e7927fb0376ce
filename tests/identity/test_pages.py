"""Every page of signing in is ours, opens, and says nothing in English to who reads Chinese."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.template.backends.jinja2 import Template
from django.template.loader import get_template
from django.test import Client
from django.urls import URLPattern
from django.utils import translation
from tests.identity.pages import PASSWORD, joined, sign_in

from zhiyin.identity import services
from zhiyin.identity.urls import urlpatterns

pytestmark = pytest.mark.django_db
OPEN_PAGES = ("/sign-in/", "/sign-in/password/", "/sign-up/", "/sign-up/passkey/", "/sign-in/closed/")
OWN_PAGES = ("", "email/", "password/", "sessions/", "passkeys/add/", "app/", "codes/new/", "tokens/", "confirm/")
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*(?:src=|application/json))", re.IGNORECASE)


def confirmed(client: Client, **changes: str) -> None:
    joined(client, **changes)
    client.post("/me/security/confirm/", {"password": PASSWORD})


def is_ours(page: Any) -> bool:
    return page.status_code == 200 and "知音 Zhiyin</title>" in page.content.decode()


@pytest.mark.parametrize("pattern", urlpatterns, ids=lambda pattern: str(pattern.pattern))
def test_no_address_falls_back_to_a_template_of_allauth(pattern: URLPattern) -> None:
    view = getattr(pattern.callback, "view_class", None)
    name = getattr(pattern.callback, "view_initkwargs", {}).get("template_name") or getattr(view, "template_name", None)

    if name:
        assert isinstance(get_template(name), Template)


@pytest.mark.parametrize("path", OPEN_PAGES)
def test_pages_before_the_wallet_open_without_anything_inline(client: Client, path: str) -> None:
    page = client.get(path)

    assert is_ours(page)
    assert not INLINE.search(page.content.decode())


@pytest.mark.parametrize("path", OWN_PAGES)
def test_pages_of_security_open_without_anything_inline(client: Client, path: str) -> None:
    confirmed(client)

    page = client.get(f"/me/security/{path}")

    assert is_ours(page)
    assert not INLINE.search(page.content.decode())


@pytest.mark.parametrize(
    "path", ["/sign-in/", "/sign-in/password/", "/sign-up/", "/sign-up/passkey/", *(f"/me/security/{path}" for path in OWN_PAGES)]
)
def test_who_reads_chinese_reads_no_english(client: Client, path: str) -> None:
    chinese: Any = {"headers": {"Accept-Language": "zh-CN"}}
    if path.startswith("/me/"):
        client.post("/sign-up/", {"name": "梅", "username": "mei", "email": "mei@example.org", "password1": PASSWORD}, **chinese)
        client.post("/sign-up/code/", {"code": code_on(client)}, **chinese)
        client.post("/me/security/confirm/", {"password": PASSWORD}, **chinese)

    words = re.sub(r"<(script|svg|title|code|footer)\b.*?</\1>|<[^>]+>", " ", client.get(path, **chinese).content.decode(), flags=re.DOTALL)

    assert re.findall(r"[A-Za-z]{4,}(?: [a-z]+)+", words.replace("mei@example.org", "")) == []


def code_on(client: Client) -> str:
    return str(client.session["account_email_verification_code"]["code"])


def test_a_passkey_sign_up_leads_to_making_the_passkey(client: Client) -> None:
    client.post("/sign-up/passkey/", {"name": "Mei", "username": "mei", "email": "mei@example.org"})
    answer = client.post("/sign-up/code/", {"code": code_on(client)})

    page = client.get(answer.headers["Location"])

    assert is_ours(page)
    assert '"userVerification": "required"' in page.content.decode()
    assert '"residentKey": "required"' in page.content.decode()


def test_a_key_for_a_program_is_shown_once(client: Client) -> None:
    confirmed(client)

    made = re.search(r"zy_[\w-]{43}", client.post("/me/security/tokens/", {"name": "till"}).content.decode())

    assert made
    assert made[0] not in client.get("/me/security/tokens/").content.decode()
    assert "Give the key a name" in client.post("/me/security/tokens/", {"name": " "}).content.decode()


def test_too_many_tries_get_a_page_of_ours(client: Client) -> None:
    pages = [client.post("/sign-in/", {"login": f"n{number}", "password": "x"}) for number in range(31)]

    assert pages[-1].status_code == 429
    assert "知音 Zhiyin</title>" in pages[-1].content.decode()


def test_signing_out_asks_by_a_button_and_drops_kept_pages(client: Client) -> None:
    joined(client)
    assert is_ours(client.get("/sign-out/"))

    answer = client.post("/sign-out/")

    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert answer.headers["Location"] == "/sign-in/"


def test_our_chinese_wins_over_that_of_allauth() -> None:
    with translation.override("zh-hans"):
        assert (translation.gettext("Code"), translation.gettext("Recovery codes")) == ("验证码", "恢复码")


@pytest.mark.parametrize(
    ("roles", "page"), [(("person",), "/"), (("person", "merchant"), "/"), (("merchant",), "/till/"), (("support",), "/console/")]
)
def test_signing_in_leads_each_role_to_its_first_page(client: Client, roles: tuple[str, ...], page: str) -> None:
    services.join(handle="somebody", name="S", email="s@example.org", password=PASSWORD, roles=roles, at=datetime(2026, 10, 12, tzinfo=UTC))

    assert sign_in(client, "somebody").headers["Location"] == page


def test_signing_in_never_leads_to_a_stranger_s_site(client: Client) -> None:
    joined(client)
    client.post("/sign-out/")

    answer = client.post("/sign-in/?next=https://evil.example/", {"login": "mei", "password": PASSWORD})

    assert answer.headers["Location"] == "/"
