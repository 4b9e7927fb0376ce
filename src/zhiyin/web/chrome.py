"""What stands around every page: its look, and how much is new in the inbox."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from zhiyin.channels import queries as channels
from zhiyin.personal import queries as personal
from zhiyin.personal.queries import Look

LOOK_COOKIE = "look"
LOOK, UNREAD = "zhiyin.look", "zhiyin.unread"
YEAR_SECONDS = 365 * 86_400
THEMES = ("auto", "light", "dark", "contrast")


@dataclass(frozen=True, slots=True)
class Chosen:
    """A look as somebody picked it; without a choice, the system's own light and the usual size."""

    theme: str = "auto"
    size: int = 2
    simple: bool = False


def look(request: HttpRequest) -> Any:
    """The page's theme, size and simplicity: the person's own, else this browser's. Read when a template asks for it; one statement at most."""
    return request.META.get(LOOK) or SimpleLazyObject(
        lambda: personal.look(request.user.pk) if request.user.is_authenticated else _from_cookie(request)
    )


def unread(request: HttpRequest) -> Any:
    """How many messages are new. Read when a template asks for it; one statement."""
    if (given := request.META.get(UNREAD)) is not None:
        return given
    return SimpleLazyObject(lambda: channels.unread(request.user.pk) if request.user.is_authenticated else 0)


def hand_on(request: HttpRequest, *, look: Look, unread: int) -> None:
    """What a view has read with its own, so that the page around it does not read it again."""
    request.META |= {LOOK: look, UNREAD: unread}


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks, which puts the answer into a page that is there already."""
    return request.headers.get("HX-Request") == "true"


def chosen_look(form: Mapping[str, str]) -> Chosen:
    """What the form of the look page says; what it does not say stays usual."""
    theme, size = form.get("theme", ""), form.get("size", "")
    return Chosen(
        theme=theme if theme in THEMES else "auto",
        size=int(size) if re.fullmatch(r"[1-4]", size) else 2,
        simple=form.get("simple") == "1",
    )


def remember(response: HttpResponse, chosen: Chosen, *, secure: bool) -> None:
    """Pages before sign-in have the look in this browser, too."""
    value = f"{chosen.theme}.{chosen.size}.{int(chosen.simple)}"
    response.set_cookie(LOOK_COOKIE, value, max_age=YEAR_SECONDS, httponly=True, samesite="Lax", secure=secure)


def _from_cookie(request: HttpRequest) -> Chosen:
    found = re.fullmatch(r"([a-z]+)\.([1-4])\.([01])", request.COOKIES.get(LOOK_COOKIE, ""))
    return chosen_look({"theme": found[1], "size": found[2], "simple": found[3]}) if found else Chosen()
