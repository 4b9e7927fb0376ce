"""Talking with support: one's cases, and asking for help."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from zhiyin.identity.access import current_person, person_required
from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.kit.refusals import say
from zhiyin.payments import queries as payments
from zhiyin.support import queries as support
from zhiyin.support import services as helping
from zhiyin.support.queries import CaseStory
from zhiyin.surveys import queries as surveys
from zhiyin.web import threads
from zhiyin.web.pages.pay import read_key


@person_required
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Help: a message to a person, answered in the inbox; and what was asked before."""
    if request.method == "GET":
        return _help(request)
    who, key, words = current_person(request), read_key(request), request.POST.get("words", "")
    try:
        case_id = helping.ask(key=key, person_id=who.id, about_kind="person", about_id=who.id, text=words, at=clock.now())
    except Refusal as refusal:
        return _help(request, key=key, words=words, refusal=refusal)
    return redirect("web:case", case_id)


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


def _help(request: HttpRequest, *, key: UUID | None = None, words: str = "", refusal: Refusal | None = None) -> HttpResponse:
    language = get_language() or "en"
    facts = {
        "key": key or uuid7(),
        "words": words,
        "refused": say(refusal, language) if refusal else "",
        "cases": threads.cases_of(current_person(request).id, language),
    }
    return render(request, "web/cases/help.html", facts, status=refusal.status if refusal else 200)


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
        "refused": say(refusal, language) if refusal else "",
    }
    return render(request, "web/cases/case.html", facts, status=refusal.status if refusal else 200)
