"""Mailed codes: once, for ten minutes, for the browser that asked, and saying nothing to strangers."""

import time
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings
from tests.identity.pages import is_signed_in, joined, mailed_code, sign_in, sign_up

from zhiyin.identity import queries

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_demo(settings: Settings) -> None:
    settings.CONFIG = replace(settings.CONFIG, demo=0)


def later(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + seconds)


def test_no_code_lives_longer_than_ten_minutes() -> None:
    lives = [getattr(settings, name) for name in dir(settings) if name.startswith("ACCOUNT_") and name.endswith("_TIMEOUT")]

    assert len(lives) >= 4
    assert max(lives) <= 600


def test_a_code_works_once(client: Client) -> None:
    joined(client)
    used = mailed_code()
    client.post("/sign-out/")

    answer = client.post("/sign-up/code/", {"code": used})

    assert answer.status_code == 302
    assert not is_signed_in(client)


def test_a_code_is_worth_nothing_in_another_browser(client: Client) -> None:
    sign_up(client)
    other = Client()

    other.post("/sign-up/code/", {"code": mailed_code()})

    assert not is_signed_in(other)
    assert queries.by_handle("mei") is None


def test_a_code_dies_after_ten_minutes(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_up(client)
    code = mailed_code()

    later(monkeypatch, 601)
    client.post("/sign-up/code/", {"code": code})

    assert not is_signed_in(client)


def test_three_wrong_codes_end_the_sign_up(client: Client) -> None:
    sign_up(client)
    code = mailed_code()
    for _ in range(3):
        client.post("/sign-up/code/", {"code": "AAAA-AAAA"})

    client.post("/sign-up/code/", {"code": code})

    assert not is_signed_in(client)


def test_a_known_e_mail_looks_like_a_new_one_to_who_signs_up_with_it() -> None:
    joined(Client())
    cache.clear()  # one mail in ten seconds
    stranger, newcomer = Client(), Client()

    answers: list[Any] = [
        sign_up(browser, email=email, username=handle)
        for browser, email, handle in ((stranger, "mei@example.org", "x_one"), (newcomer, "new@example.org", "x_two"))
    ]
    pages = [browser.get("/sign-up/code/").content.decode() for browser in (stranger, newcomer)]

    assert [answer.url for answer in answers] == ["/sign-up/code/"] * 2
    assert pages[0].replace("mei@", "new@").count("code") == pages[1].count("code")
    assert [letter.subject for letter in mail.outbox if letter.to == ["mei@example.org"]][-1] == "You already have a Zhiyin wallet"


def test_the_handle_tells_no_more_about_an_e_mail_than_the_page_does(client: Client) -> None:
    joined(Client())
    cache.clear()  # one mail in ten seconds

    sign_up(client, email="mei@example.org", username="probe")
    sign_up(Client(), email="new@example.org", username="probe")

    assert queries.is_free("probe")


def test_a_stranger_s_unfinished_sign_up_does_not_stand_in_the_owner_s_way(client: Client) -> None:
    sign_up(Client())
    cache.clear()  # one mail in ten seconds

    joined(client)

    assert is_signed_in(client)
    assert queries.by_handle("mei")


def test_an_unknown_e_mail_gets_the_same_page_when_a_password_is_asked_for() -> None:
    joined(Client())
    known, unknown = Client(), Client()

    answers: list[Any] = [
        browser.post("/sign-in/password/", {"email": email}) for browser, email in ((known, "mei@example.org"), (unknown, "no@example.org"))
    ]
    pages = [browser.get("/sign-in/password/code/").content.decode() for browser in (known, unknown)]

    assert [answer.url for answer in answers] == ["/sign-in/password/code/"] * 2
    assert len(pages[0].replace("mei@", "no@")) == len(pages[1])


def test_in_the_demo_only_who_signs_up_sees_the_code_on_the_page(client: Client, settings: Settings) -> None:
    sign_up(client)
    assert mailed_code() not in client.get("/sign-up/code/").content.decode()

    settings.CONFIG = replace(settings.CONFIG, demo=20)

    assert f"Demo: your code is {mailed_code()}" in client.get("/sign-up/code/").content.decode()


def test_even_in_the_demo_nobody_sees_the_code_for_somebody_else_s_password(client: Client, settings: Settings) -> None:
    joined(Client())
    settings.CONFIG = replace(settings.CONFIG, demo=20)
    client.post("/sign-in/password/", {"email": "mei@example.org"})

    assert mailed_code() not in client.get("/sign-in/password/code/").content.decode()


def test_a_stranger_who_guesses_cannot_lock_the_owner_out(client: Client) -> None:
    joined(client)
    client.post("/sign-out/")
    stranger = Client(REMOTE_ADDR="203.0.113.9")
    for _ in range(6):
        blocked = sign_in(stranger, "mei", "guess-guess-guess")
    assert b"Too many tries" in blocked.content

    sign_in(client, "mei")

    assert is_signed_in(client)


def test_mails_speak_the_language_of_the_page_they_were_asked_on(client: Client) -> None:
    client.post(
        "/sign-up/", {"name": "林梅", "email": "mei@example.org", "password1": "seven-lanterns-by-the-river"}, headers={"Accept-Language": "zh-CN"}
    )

    assert "验证码" in mail.outbox[-1].subject
