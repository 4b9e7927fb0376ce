"""What waits for a person: one question each, answered by one tap."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhiyin.channels import queries as channels
from zhiyin.channels import services as reach
from zhiyin.channels.queries import Message
from zhiyin.followups import queries as followups
from zhiyin.followups import services as journeys
from zhiyin.identity.access import current_person, person_required
from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal
from zhiyin.privacy.purposes import PURPOSES
from zhiyin.surveys import queries as surveys
from zhiyin.surveys import services as asking
from zhiyin.web import cards, forms
from zhiyin.web.chrome import wants_fragment

CARDS = 20


@person_required
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """The messages, the newest first. Having them on the page is having seen them."""
    who = current_person(request)
    messages = channels.inbox(who.id, limit=CARDS + 1, before=forms.read_id(request.GET.get("before", "")))
    shown = messages[:CARDS]
    told = cards.told(shown, who.id, language=get_language() or "en")
    if new := [each.id for each in shown if each.seen_at is None]:
        reach.mark_seen(who.id, new, at=clock.now())
    return render(request, "web/inbox/inbox.html", {"cards": told, "older": shown[-1].id if len(messages) > CARDS else None})


@person_required
@require_GET
def badge(request: HttpRequest) -> HttpResponse:
    """How many messages are new, as the fragment that the bar asks for while somebody looks."""
    return render(request, "parts/badge.html")


@person_required
@require_POST
def answer(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """The tap is kept; the second screen asks for a sentence, which nobody has to write."""
    who, value = current_person(request), request.POST.get("value", "")
    try:
        asking.answer(invitation_id, person_id=who.id, value=int(value) if value.isdecimal() else -1, at=clock.now())
    except Refusal as refusal:
        return _refused(request, refusal)
    return redirect("web:sentence", invitation_id) if not wants_fragment(request) else _thanks(request, invitation_id)


@person_required
@require_http_methods(["GET", "POST"])
def sentence(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """The second screen: a sentence of the person's own."""
    if request.method == "GET":
        return _thanks(request, invitation_id)
    text = request.POST.get("text", "")
    try:
        asking.comment(invitation_id, person_id=current_person(request).id, text=text, at=clock.now())
    except Refusal as refusal:
        return _thanks(request, invitation_id, words=text, refusal=refusal)
    return _thanks(request, invitation_id, commented=True)


@person_required
@require_GET
def why(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """The recorded reasons for a message, in words, and the data that was used."""
    message = _mine(request, message_id)
    reasons = followups.why(message.follow_up_id, message.person_id, language=get_language() or "en") if message.follow_up_id else None
    if reasons is None:
        raise Http404
    return render(request, "web/inbox/reasons.html" if wants_fragment(request) else "web/inbox/why.html", {"why": reasons})


@person_required
@require_POST
def stop(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """No more messages of this purpose, from this moment on."""
    message = _mine(request, message_id)
    try:
        journeys.stop(message.person_id, str(message.params.get("journey", "")), at=clock.now())
    except Refusal as refusal:
        return _refused(request, refusal)
    purpose = followups.stops(str(message.params["journey"]))
    facts = {"purpose": purpose, "title": PURPOSES[purpose].title(get_language() or "en")}
    return render(request, "web/inbox/stopped.html" if wants_fragment(request) else "web/inbox/stopped_page.html", facts)


def _thanks(request: HttpRequest, invitation_id: UUID, *, words: str = "", refusal: Refusal | None = None, commented: bool = False) -> HttpResponse:
    invitation = surveys.invitation(invitation_id, current_person(request).id)
    if invitation is None or invitation.answer is None:
        raise Http404
    facts = {
        "invitation": invitation,
        "words": words or invitation.answer.text,
        "refused": forms.sentence(refusal),
        "commented": commented,
    }
    template = "web/inbox/thanks.html" if wants_fragment(request) else "web/inbox/sentence.html"
    # htmx does not show refused answers by itself, so a fragment is always 200.
    return render(request, template, facts, status=refusal.status if refusal and not wants_fragment(request) else 200)


def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    if refusal.status == 404:
        raise Http404
    facts = {"sentence": forms.sentence(refusal)}
    return render(request, "web/inbox/refused.html", facts, status=200 if wants_fragment(request) else refusal.status)


def _mine(request: HttpRequest, message_id: UUID) -> Message:
    found = channels.message(message_id, current_person(request).id)
    if found is None:
        raise Http404
    return found
