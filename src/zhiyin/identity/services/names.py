"""What people are called: the handle they are found by and the name they are shown under."""

import re
from uuid import UUID

from zhiyin.identity.models import User
from zhiyin.identity.queries import plain_handle
from zhiyin.kit.errors import Refusal

NAME_CHARACTERS_MAX = 60


class BadHandle(Refusal):
    """A handle is 3 to 30 of a–z, 0–9 and _, and begins with a letter or figure."""

    code = "bad_handle"


class BadName(Refusal):
    """A name is 1 to 60 characters that can be seen."""

    code = "bad_name"


def rename(person_id: UUID, name: str) -> None:
    """The person is shown under that name. Raises `BadName`. Repeats: nothing."""
    User.objects.filter(id=person_id).update(name=checked_name(name))


def checked_handle(text: str) -> str:
    """The handle as it will be kept: 3 to 30 of a–z, 0–9 and _, the first not "_". Raises `BadHandle`. Repeats: it changes nothing."""
    handle = plain_handle(text)
    if not re.fullmatch(r"[a-z0-9][a-z0-9_]{2,29}", handle):
        raise BadHandle(handle=handle[:40])
    return handle


def checked_name(text: str) -> str:
    """The name as it will be kept: one line, no invisible signs. Raises `BadName`. Repeats: it changes nothing."""
    name = " ".join("".join(sign for sign in text if sign.isprintable() or sign.isspace()).split())
    if not 0 < len(name) <= NAME_CHARACTERS_MAX:
        raise BadName(limit=NAME_CHARACTERS_MAX)
    return name
