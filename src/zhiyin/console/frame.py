"""What stands around every page of the console: who is here, the sections open to them, and what the last deed led to."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from zhiyin.console.access import may, sections_for
from zhiyin.console.words import word
from zhiyin.identity.access import current_person
from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal
from zhiyin.kit.refusals import say
from zhiyin.privacy import services as privacy


def page(request: HttpRequest, template: str, here: str, /, **facts: object) -> HttpResponse:
    """A page of the console in the section `here`. Templates also speak of `who`, `sections`, `word`, `may` and the `notes` left by the last deed."""
    who = current_person(request)
    around = {
        "who": who,
        "here": here,
        "sections": sections_for(who.roles),
        "word": word,
        "may": lambda *allowed: may(who.roles, allowed),
        "notes": messages.get_messages(request),
    }
    return render(request, f"console/{template}.html", around | facts)


def note_use(request: HttpRequest, person_id: UUID, what: str) -> None:
    """The person can read, under Me, that this member of staff looked at `what` of theirs, and when."""
    privacy.note_use(person_id=person_id, by=current_person(request).id, purpose="service", what=what, at=clock.now())


def attempt(request: HttpRequest, deed: Callable[[], object], done: str) -> bool:
    """Does it and leaves a note of it for the next page: `done`, or the sentence of the refusal. Answers whether it was done."""
    try:
        deed()
    except Refusal as refusal:
        messages.error(request, say(refusal, get_language() or "en"), extra_tags="refused")
        return False
    messages.success(request, done)
    return True
