"""Short ways through the pages of signing in, for tests."""

import re
from typing import Any

from django.core import mail
from django.test import Client

PASSWORD = "seven-lanterns-by-the-river"


def sign_up(client: Client, *, email: str = "mei@example.org", **changes: Any) -> Any:
    form = {"name": "Mei Lin", "username": "mei", "email": email, "password1": PASSWORD} | changes
    return client.post("/sign-up/", form)


def mailed_code() -> str:
    found = re.search(r"[A-Z0-9]{3,4}-[A-Z0-9]{3,4}", f"{mail.outbox[-1].subject} {mail.outbox[-1].body}")
    assert found, mail.outbox[-1].body
    return found[0]


def joined(client: Client, **changes: Any) -> None:
    sign_up(client, **changes)
    client.post("/sign-up/code/", {"code": mailed_code()})


def sign_in(client: Client, login: str, password: str = PASSWORD) -> Any:
    return client.post("/sign-in/", {"login": login, "password": password})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session
