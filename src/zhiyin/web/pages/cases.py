"""Talking with support: one's cases, and asking for help."""

from collections.abc import Mapping
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from zhiyin.identity.access import current_person, person_required
from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.payments import queries as payments
from zhiyin.support import queries as support
from zhiyin.support import services as helping
from zhiyin.support.queries import CaseStory
from zhiyin.surveys import queries as surveys
from zhiyin.web import forms, threads


@person_required
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Help: a message to a person, answered in the inbox; and what was asked before."""
    who = current_person(request)
    return opening(request, ("person", who.id), "web/cases/help.html", {"cases": threads.cases_of(who.id, get_language() or "en")})


@person_required
@require_http_methods(["GET", "POST"])
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """A case with all that was said; the person can write back, and say whether it helped."""
    story = support.person_case(case_id, current_person(request).id)
    if story is None:
        raise Http404
    if request.method == "GET":
        return _case(request, story)
    words = request.POST.get("text", "")
    try:
        helping.person_reply(case_id, person_id=story.person_id, text=words, at=clock.now())
    except Refusal as refusal:
        return _case(request, story, words=words, refusal=refusal)
    return redirect("web:case", case_id)


def opening(request: HttpRequest, about: tuple[str, UUID], template: str, facts: Mapping[str, object]) -> HttpResponse:
    """A page that asks what is wrong (GET). What the person writes opens a case (POST, once for each key), `about` its kind and id."""
    if request.method == "GET":
        return forms.page(request, template, {**facts, "key": uuid7(), "words": ""})
    key, words, (about_kind, about_id) = forms.read_key(request), request.POST.get("words", ""), about
    try:
        who = current_person(request).id
        case_id = helping.ask(key=key, person_id=who, about_kind=about_kind, about_id=about_id, text=words, at=clock.now())
    except Refusal as refusal:
        return forms.page(request, template, {**facts, "key": forms.next_key(key, refusal), "words": words}, refusal=refusal)
    return redirect("web:case", case_id)


def _case(request: HttpRequest, story: CaseStory, *, words: str = "", refusal: Refusal | None = None) -> HttpResponse:
    language = get_language() or "en"
    asked = surveys.about(story.person_id, "case", about_id=story.id)
    facts = {
        "story": story,
        "state": threads.state_word(story.state),
        "subject": support.subject(story.subject_code, language),
        "about": payments.payment(story.about_id, for_person=story.person_id) if story.about_kind == "payment" else None,
        "movement": payments.movement(story.person_id, story.about_id) if story.about_kind == "movement" else None,
        "thread": threads.thread(story, language),
        "invitation": next((each for each in asked if not each.closed_at and not each.answer), None),
        "words": words,
    }
    return forms.page(request, "web/cases/case.html", facts, refusal=refusal)
