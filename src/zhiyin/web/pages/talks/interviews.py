"""A person's talks face to face: choosing a time, another one, none after all, and the calendar's file."""

from collections.abc import Mapping
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhiyin.followups.queries import interviews
from zhiyin.followups.services import interviews as meeting
from zhiyin.identity import queries as identity
from zhiyin.identity.access import current_person, person_required
from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.web import forms


@person_required
@require_http_methods(["GET", "POST"])
def offer(request: HttpRequest, offer_id: UUID) -> HttpResponse:
    """The free times on the person's own clock (GET). The one they choose is booked, once for each key (POST)."""
    who, at = current_person(request), clock.now()
    found = interviews.offer(offer_id, who.id)
    if found is None:
        raise Http404
    if request.method == "GET":
        return forms.page(request, "web/talks/choose.html", {**_choices(at), "key": uuid7(), "topic": found.topic})
    key = forms.read_key(request)
    try:
        meeting.book(offer_id, who.id, key=key, starts_at=_chosen(request.POST), at=at)
    except Refusal as refusal:
        return forms.page(request, "web/talks/choose.html", {**_choices(at), "key": key, "topic": found.topic}, refusal=refusal)
    return redirect("web:talk", key)


@person_required
@require_GET
def talk(request: HttpRequest, talk_id: UUID) -> HttpResponse:
    """One talk: when, with whom, how to join, how to change it."""
    found = _own(request, talk_id)
    return forms.page(request, "web/talks/talk.html", {"talk": found, "agent": identity.person(found.agent_id)})


@person_required
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, talk_id: UUID) -> HttpResponse:
    """The other free times (GET); the talk is then (POST)."""
    found, at = _own(request, talk_id), clock.now()
    facts = {"talk": found, "key": "", "topic": ""}
    if request.method == "GET":
        return forms.page(request, "web/talks/choose.html", {**_choices(at), **facts})
    try:
        meeting.move(talk_id, found.person_id, starts_at=_chosen(request.POST), at=at)
    except Refusal as refusal:
        return forms.page(request, "web/talks/choose.html", {**_choices(at), **facts}, refusal=refusal)
    return redirect("web:talk", talk_id)


@person_required
@require_POST
def call_off(request: HttpRequest, talk_id: UUID) -> HttpResponse:
    """The talk does not take place."""
    meeting.cancel(talk_id, current_person(request).id, at=clock.now())
    return redirect("web:talk", talk_id)


@person_required
@require_GET
def file(request: HttpRequest, talk_id: UUID) -> HttpResponse:
    """The talk for the person's own calendar; saved again after a change, it takes the place of what was there."""
    found = _own(request, talk_id)
    zone = current_person(request).timezone
    text = interviews.calendar_file(found, url=interviews.address(talk_id), language=get_language() or "en", zone=zone)
    method = "CANCEL" if found.state == "cancelled" else "REQUEST"
    kind = f"text/calendar; charset=utf-8; method={method}"
    return HttpResponse(text, content_type=kind, headers={"Content-Disposition": 'attachment; filename="zhiyin-talk.ics"'})


def _own(request: HttpRequest, talk_id: UUID) -> interviews.Talk:
    who = current_person(request).id
    found = interviews.talk(talk_id, who)
    if found is None or found.person_id != who:
        raise Http404
    return found


def _choices(at: datetime) -> Mapping[str, object]:
    """The free times, by day on the person's clock."""
    found = interviews.slots(at)
    return {"days": [tuple(times) for _, times in groupby(found, key=lambda slot: timezone.localtime(slot.starts_at).date())]}


def _chosen(given: Mapping[str, str]) -> datetime:
    """The time that was chosen. What is none is a time at which nobody is free."""
    try:
        chosen = parse_datetime(given.get("starts_at", ""))
    except ValueError:
        chosen = None
    if chosen is None or timezone.is_naive(chosen):
        raise meeting.BadSlot
    return chosen
