"""What the forms of a person's pages share: the key of the deed, the ids and handles typed into them, and the page again after a refusal."""

from collections.abc import Mapping
from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.kit.refusals import say


def page(request: HttpRequest, template: str, facts: Mapping[str, object], *, refusal: Refusal | None = None) -> HttpResponse:
    """The page of a form. After a refusal it has the refusal's status and says its sentence, as `refused`; else `refused` is empty."""
    return render(request, template, {**facts, "refused": sentence(refusal)}, status=refusal.status if refusal else 200)


def sentence(refusal: Refusal | None) -> str:
    """What a refusal says, in the language of the page; nothing without one."""
    return say(refusal, get_language() or "en") if refusal else ""


def read_key(request: HttpRequest) -> UUID:
    """The key that the form was given when it was shown. Raises `BadRequest` when it is none."""
    key = read_id(request.POST.get("key", ""))
    if key is None:
        raise BadRequest("no key")
    return key


def next_key(key: UUID | None, refusal: Refusal | None) -> UUID:
    """The key for the form that is shown now.

    A deed that was refused keeps its key, so that trying again is still the same deed. A form shown for the first time gets a new one, and so
    does one whose key turned out to belong to another deed.
    """
    return uuid7() if key is None or (refusal is not None and refusal.code == "key_reused") else key


def read_id(text: str) -> UUID | None:
    """The id written there; None when it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def read_handles(text: str) -> list[str]:
    """The handles written there, with spaces or commas between them, Chinese ones too."""
    return text.replace(",", " ").replace("，", " ").replace("、", " ").split()
