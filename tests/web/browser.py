"""A browser without JavaScript: Django's client, signed in, and what it reads on pages."""

import re
from html import unescape
from typing import Any

from django.contrib.auth import get_user_model
from django.test import Client

from zhiyin.identity.queries import Person

HTMX = {"HX-Request": "true"}


def client_of(person: Person) -> Client:
    """That person's browser."""
    client = Client()
    client.force_login(get_user_model().objects.get(id=person.id))
    return client


def words(response: Any) -> str:
    """The text of a page as it is read, without its tags."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def hidden(response: Any, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())
    assert found, f"no field {name}"
    return unescape(found[1])
