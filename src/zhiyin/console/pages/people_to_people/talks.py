"""An agent's talks face to face: the hours they publish, the talks that are booked, one talk with its notes."""

from datetime import date, time
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from zhiyin.console.access import CALLS
from zhiyin.console.frame import attempt, note_use, page
from zhiyin.followups.queries import interviews
from zhiyin.followups.services import interviews as meeting
from zhiyin.identity import queries as identity
from zhiyin.identity.access import current_person, staff_required
from zhiyin.kit import clock
from zhiyin.kit.ids import uuid7

WEEKDAYS = (
    (0, gettext_lazy("Monday")),
    (1, gettext_lazy("Tuesday")),
    (2, gettext_lazy("Wednesday")),
    (3, gettext_lazy("Thursday")),
    (4, gettext_lazy("Friday")),
    (5, gettext_lazy("Saturday")),
    (6, gettext_lazy("Sunday")),
)


class HoursForm(forms.Form):
    """Hours of every week, or of one day; without times, a day off."""

    weekday = forms.TypedChoiceField(choices=WEEKDAYS, coerce=int, required=False, empty_value=None)
    day = forms.DateField(required=False)
    starts = forms.TimeField(required=False)
    ends = forms.TimeField(required=False)


@staff_required(*CALLS)
@require_GET
def talks(request: HttpRequest) -> HttpResponse:
    """The agent's booked talks and those that were, and when they have time."""
    who = current_person(request)
    mine = interviews.talks_with(who.id)
    facts = {
        "coming": [each for each in reversed(mine) if each.state == "booked"],
        "past": [each for each in mine if each.state != "booked"],
        "people": identity.people(each.person_id for each in mine),
        "hours": interviews.hours_of(who.id),
        "days": interviews.other_days_of(who.id, timezone.localdate(clock.now())),
        "weekdays": WEEKDAYS,
    }
    return page(request, "talks/talks", "talks", **facts)


@staff_required(*CALLS)
@require_GET
def talk(request: HttpRequest, talk_id: UUID) -> HttpResponse:
    """One talk of this agent's: the way into the room, the notes, and what came of it. Looking is noted for the person."""
    found = _own(request, talk_id)
    note_use(request, found.person_id, "talk")
    person = identity.person(found.person_id)
    return page(request, "talks/talk", "talks", talk=found, person=person, begun=found.starts_at <= clock.now())


@staff_required(*CALLS)
@require_POST
def publish(request: HttpRequest) -> HttpResponse:
    """The agent has time then, every week or on that day; or has none on that day."""
    form, who = HoursForm(request.POST), current_person(request).id
    given = form.cleaned_data if form.is_valid() else {}
    weekday, day, starts, ends = (given.get(name) for name in ("weekday", "day", "starts", "ends"))
    attempt(request, lambda: _publish(who, weekday, day, (starts, ends)), _("Your hours are published."))
    return redirect("console:talks")


@staff_required(*CALLS)
@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    """The agent has no time then after all, or the day is like every other; what is booked stays booked."""
    form, who, number = HoursForm(request.POST), current_person(request).id, request.POST.get("hours", "")
    if number.isascii() and number.isdigit() and len(number) < 18:
        meeting.remove_hours(int(number), who)
    elif form.is_valid() and form.cleaned_data["day"]:
        meeting.clear_day(who, form.cleaned_data["day"])
    return redirect("console:talks")


@staff_required(*CALLS)
@require_POST
def finish(request: HttpRequest, talk_id: UUID) -> HttpResponse:
    """What the form's button says: the notes are kept; and the talk took place, was missed, or is called off."""
    who, at, deed = _own(request, talk_id).agent_id, clock.now(), request.POST.get("deed", "")
    if "notes" in request.POST:
        meeting.write_notes(talk_id, who, text=request.POST["notes"], at=at)
    if deed == "cancel":
        attempt(request, lambda: meeting.cancel(talk_id, who, at=at), _("They are told that it is called off."))
    elif deed in ("held", "missed"):
        attempt(request, lambda: meeting.end(talk_id, who, came=deed == "held", at=at), _("Noted."))
    return redirect("console:talk", talk_id)


@staff_required(*CALLS)
@require_POST
def invite(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The person is invited to choose a time."""
    if identity.person(person_id) is None:
        raise Http404
    topic = request.POST.get("topic", "")
    attempt(request, lambda: meeting.invite(person_id, key=uuid7(), topic=topic, at=clock.now()), _("The invitation is in their inbox."))
    return redirect("console:person", person_id)


def _own(request: HttpRequest, talk_id: UUID) -> interviews.Talk:
    who = current_person(request).id
    found = interviews.talk(talk_id, who)
    if found is None or found.agent_id != who:
        raise Http404
    return found


def _publish(who: UUID, weekday: int | None, day: date | None, span: tuple[time | None, time | None]) -> None:
    starts, ends = span
    if day:
        meeting.set_day(who, day, starts=starts, ends=ends)
    elif weekday is None or starts is None or ends is None:
        raise meeting.BadHours
    else:
        meeting.add_hours(who, weekday=weekday, starts=starts, ends=ends)
