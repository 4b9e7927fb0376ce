"""The queue of calls, and one call with its script and the person's story beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from zhiyin.console import lists
from zhiyin.console.access import CALLS
from zhiyin.console.frame import note_use, page
from zhiyin.followups.queries import calls
from zhiyin.identity import queries as identity
from zhiyin.identity.access import current_person, staff_required
from zhiyin.identity.queries import Person
from zhiyin.kit import clock, formats
from zhiyin.payments import queries as payments
from zhiyin.support import queries as support
from zhiyin.surveys import queries as surveys

SHOW = lists.Filter(
    "show",
    _("Show"),
    {
        "due": pgettext_lazy("calls", "To call now"),
        "open": pgettext_lazy("calls", "All that are open"),
        "mine": pgettext_lazy("calls", "Mine"),
        "ended": pgettext_lazy("calls", "Over"),
    },
)
HEAD = ("person", "reason", "state", "owner", "tries", "due", "promised")
SHOWN, SHOWN_MAX = 6, 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A call as the queue shows it. `their_time` is what the person's clock says."""

    call: calls.CallLine
    person: Person
    owner: Person | None
    is_late: bool
    is_free: bool
    their_time: str


@staff_required(*CALLS)
@require_GET
def call_list(request: HttpRequest) -> HttpResponse:
    """Who is to be called: past the promise first, then the most valuable, then the soonest promised."""
    ask, at, who = lists.asked(request, SHOW), clock.now(), current_person(request).id
    show = ask.chosen["show"]
    if show == "mine":
        found = calls.calls_of_agent(who, limit=SHOWN_MAX)
    elif show == "ended":
        found = calls.ended_calls(limit=SHOWN_MAX)
    else:
        found = calls.queue(at, limit=SHOWN_MAX) if show == "due" else calls.open_calls(at, limit=SHOWN_MAX)
    rows = _rows(found, at)
    if ask.as_csv:
        return lists.csv_of("calls", HEAD, (_cells(row) for row in rows))
    return page(request, "talks/calls", "calls", ask=ask, chips=lists.groups(ask, SHOW), rows=rows, counts=calls.counts(at))


@staff_required(*CALLS)
@require_GET
def one_call(request: HttpRequest, call_id: UUID) -> HttpResponse:
    """One call: the number, what to say, what can come of it; beside it what happened to the person and what they said. Looking is noted."""
    found = calls.call(call_id)
    if found is None:
        raise Http404
    note_use(request, found.person_id, "call")
    at, tries = clock.now(), calls.tries(call_id)
    people = identity.people({found.person_id, *(each for each in (found.owner_id, *(tried.agent_id for tried in tries)) if each)})
    person, mine = people[found.person_id], found.state == "claimed" and found.owner_id == current_person(request).id
    facts = {
        "call": found,
        "tries": tries,
        "people": people,
        "person": person,
        "mine": mine,
        "is_late": found.is_late(at),
        "may_take": found.is_free(at) and not mine,
        "number": calls.number(call_id) if mine else "",
        "our_number": calls.our_number(),
        "their_time": formats.clock_time(at, zone=person.timezone),
    }
    return page(request, "talks/call", "calls", **facts, **_story(found))


def _story(found: calls.CallLine) -> Mapping[str, object]:
    """What happened to the person and what they said."""
    about = support.case(found.about_id) if found.reason == "case" and found.about_id else None
    return {
        "case": about,
        "answers": surveys.answers_of(found.person_id, limit=SHOWN),
        "cases": support.cases_of(found.person_id, limit=SHOWN),
        "activity": payments.activity(found.person_id, limit=SHOWN).rows,
    }


def _rows(found: Sequence[calls.CallLine], at: datetime) -> tuple[Row, ...]:
    people = identity.people({each for call in found for each in (call.person_id, call.owner_id) if each}) if found else {}
    return tuple(
        Row(
            call=call,
            person=people[call.person_id],
            owner=people.get(call.owner_id) if call.owner_id else None,
            is_late=call.is_late(at),
            is_free=call.is_free(at),
            their_time=formats.clock_time(at, zone=people[call.person_id].timezone),
        )
        for call in found
    )


def _cells(row: Row) -> tuple[object, ...]:
    call, owner = row.call, row.owner.handle if row.owner else ""
    return (row.person.handle, call.reason, call.state, owner, call.tries, call.due_at, call.promised_at)
