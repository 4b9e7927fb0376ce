"""Signing up and in with a password, through the pages."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone
from tests.identity.pages import PASSWORD, is_signed_in, joined, mailed_code, sign_in, sign_up

from zhiyin.events.people import PersonJoined
from zhiyin.identity import queries, services

pytestmark = pytest.mark.django_db


def joins() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from outbox_event where name = %s", [PersonJoined.__name__])
        return int(cursor.fetchone()[0])


def test_a_newcomer_signs_up_with_a_code_and_is_found_by_handle(client: Client) -> None:
    sign_up(client)
    assert queries.by_handle("mei") is None
    assert joins() == 0

    client.post("/sign-up/code/", {"code": mailed_code()})

    person = queries.by_handle("@MEI")
    assert person is not None
    assert person.name == "Mei Lin"
    assert is_signed_in(client)
    assert joins() == 1


def test_signing_in_again_tells_nobody_that_somebody_joined(client: Client) -> None:
    joined(client)
    client.post("/sign-out/")

    sign_in(client, "mei")

    assert is_signed_in(client)
    assert joins() == 1


@pytest.mark.parametrize("login", ["mei", "@mei", " MEI ", "mei@example.org", "Mei@Example.org", "ｍｅｉ"])
def test_a_handle_or_an_e_mail_signs_in_however_it_is_typed(client: Client, login: str) -> None:
    joined(client)
    client.post("/sign-out/")

    sign_in(client, login)

    assert is_signed_in(client)


def test_a_wrong_password_says_so_without_saying_which_half_is_wrong(client: Client) -> None:
    joined(client)
    client.post("/sign-out/")

    known, unknown = sign_in(client, "mei", "wrong-wrong-wrong"), sign_in(client, "nobody", "wrong-wrong-wrong")

    assert b"do not fit together" in known.content
    assert b"do not fit together" in unknown.content


@pytest.mark.parametrize("password", ["short", "1234567890123", "aaaaaaaaaaaaaaa", "121212121212", "abcdefghijklmnop", "mei@example.org"])
def test_an_easy_password_is_refused(client: Client, password: str) -> None:
    answer = sign_up(client, password1=password)

    assert answer.status_code == 200
    assert answer.context_data["form"].errors["password1"]


@pytest.mark.parametrize(
    "password", ["correct horse battery", "知音高山流水遇知音伯牙子期", "🙂🙃🙂🎈🎈🎏🏮🧧🎐🎑🀄🎴", "x" * 6 + "y-long words " * 9]
)
def test_any_long_password_will_do_without_special_signs(client: Client, password: str) -> None:
    joined(client, password1=password)

    assert is_signed_in(client)


def test_a_new_password_by_mailed_code_ends_every_session(client: Client) -> None:
    joined(client)
    other = Client()
    other.post("/sign-in/password/", {"email": "mei@example.org"})
    other.post("/sign-in/password/code/", {"code": mailed_code()})
    other.post("/sign-in/password/new/", {"password1": "another-fine-lantern", "password2": "another-fine-lantern"})

    assert client.get("/me/security/").status_code == 302
    sign_in(other, "mei", "another-fine-lantern")
    assert is_signed_in(other)


def test_changing_the_password_signs_other_browsers_out_and_mails_a_warning(client: Client) -> None:
    joined(client)
    other = Client()
    sign_in(other, "mei")

    client.post("/me/security/password/", {"oldpassword": PASSWORD, "password1": "another-fine-lantern", "password2": "another-fine-lantern"})

    assert client.get("/me/security/").status_code == 200
    assert other.get("/me/security/").status_code == 302
    assert mail.outbox[-1].subject == "Your password was changed"


def test_signing_out_everywhere_ends_every_browser_this_one_too(client: Client) -> None:
    joined(client)
    other = Client()
    sign_in(other, "mei")

    other.post("/me/security/sessions/end/")

    assert client.get("/me/security/").status_code == 302
    assert other.get("/me/security/").status_code == 302


def test_one_browser_can_be_signed_out_from_another_but_never_a_stranger_s(client: Client) -> None:
    joined(client)
    mine, stranger = Client(), Client()
    sign_in(mine, "mei")
    joined(stranger, email="wang@example.org", username="wang", name="Wang")
    hers = queries.security_state(queries.by_handle("mei").id)  # type: ignore[union-attr]
    assert hers.sessions == 2

    page: Any = client.get("/me/security/sessions/")
    first = page.context_data["sessions"][0]
    stranger.post("/me/security/sessions/end/", {"session": first.pk})

    assert client.get("/me/security/").status_code == 200
    assert mine.get("/me/security/").status_code == 200


def test_a_taken_handle_is_said_plainly(client: Client) -> None:
    joined(Client())

    answer = sign_up(client, email="other@example.org")

    assert b"Somebody has that handle" in answer.content


def test_without_a_handle_one_is_made_from_the_name(client: Client) -> None:
    joined(Client(), username="", name="Zoë Müller")
    joined(client, email="b@example.org", username="", name="Zoë Müller")

    assert queries.by_handle("zoe_muller")
    assert queries.by_handle("zoe_muller2")


def test_the_handle_s_field_suggests_and_checks(client: Client) -> None:
    joined(Client())

    assert b"Yours will be @mei_lin." in client.get("/sign-up/handle/", {"name": "Mei Lin", "username": ""}).content
    assert b"Somebody has that handle" in client.get("/sign-up/handle/", {"username": "mei"}).content
    assert b"is free" in client.get("/sign-up/handle/", {"username": "mei2"}).content


def test_sign_ups_nobody_finished_are_forgotten_after_a_day(client: Client) -> None:
    sign_up(client)

    assert services.forget_unfinished(timezone.now()) == 0
    assert services.forget_unfinished(timezone.now() + timedelta(days=1, seconds=5)) > 0
