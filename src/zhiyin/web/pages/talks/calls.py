"""Asking to be called, at a time of one's own, and calling it off."""

from collections.abc import Mapping
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhiyin.followups.queries import calls, interviews
from zhiyin.followups.services import calls as calling
from zhiyin.identity import queries as identity
from zhiyin.identity.access import current_person, person_required
from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.web import forms


@person_required
@require_GET
def talks(request: HttpRequest) -> HttpResponse:
    """What the person waits for, and what was: calls with who makes them and from which number, talks face to face."""
    who, at = current_person(request).id, clock.now()
    mine, talks = calls.calls_of(who), interviews.talks_of(who)
    agents = identity.people(call.owner_id for call in mine if call.owner_id)
    facts = {"waiting": [call for call in mine if call.is_open], "past": [call for call in mine if not call.is_open], "agents": agents}
    face_to_face = {"offers": interviews.offers_of(who, at), "talks": talks}
    return render(request, "web/talks/talks.html", facts | face_to_face | {"our_number": calls.our_number()})


@person_required
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The form (GET). What it says is asked for, once for each key (POST)."""
    who, at = current_person(request), clock.now()
    if request.method == "GET":
        return forms.page(request, "web/talks/ask_call.html", {**_choices(who.id, at), "key": uuid7(), "form": {}})
    key, given = forms.read_key(request), request.POST
    number, topic = given.get("number", ""), given.get("topic", "")
    try:
        calling.ask(key=key, person_id=who.id, topic=topic, number=number, chosen_at=_chosen(given), at=at)
    except Refusal as refusal:
        facts = {**_choices(who.id, at), "key": forms.next_key(key, refusal), "form": given, "code": refusal.code}
        return forms.page(request, "web/talks/ask_call.html", facts, refusal=refusal)
    return redirect("web:talks")


@person_required
@require_POST
def call_off(request: HttpRequest, call_id: UUID) -> HttpResponse:
    """The person is not called after all."""
    calling.cancel(call_id, current_person(request).id, at=clock.now())
    return redirect("web:talks")


def _choices(person_id: UUID, at: datetime) -> Mapping[str, object]:
    """The hours to choose from, by day; and the end of the number we know."""
    times = calls.times(person_id, at)
    days = [tuple(hours) for _, hours in groupby(times, key=lambda hour: timezone.localtime(hour).date())]
    return {"days": days, "known": identity.phone(person_id).number, "our_number": calls.our_number(), "soonest": calls.first_moment(person_id, at)}


def _chosen(given: Mapping[str, str]) -> datetime | None:
    """The time that was chosen; None for "as soon as you can". What is no time at all is one that cannot be chosen."""
    text = given.get("chosen_at", "")
    if not text:
        return None
    try:
        chosen = parse_datetime(text)
    except ValueError:
        chosen = None
    if chosen is None or timezone.is_naive(chosen):
        raise calling.BadCallTime
    return chosen
