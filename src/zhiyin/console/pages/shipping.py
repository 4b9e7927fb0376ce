"""An improvement from its start to the people who hear of it."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from zhiyin.channels import queries as channels
from zhiyin.console.access import THEME_WORK, THEMES
from zhiyin.console.forms import DeclineForm, ShipForm
from zhiyin.console.frame import attempt, page
from zhiyin.followups import queries as followups
from zhiyin.identity import queries as identity
from zhiyin.identity.access import current_person, staff_required
from zhiyin.improvements import queries as improvements
from zhiyin.improvements import services
from zhiyin.improvements.queries import ImprovementDetail
from zhiyin.kit import clock
from zhiyin.surveys import queries as surveys

TOLD_MAX = 200


@staff_required(*THEMES)
@require_GET
def improvement(request: HttpRequest, improvement_id: UUID) -> HttpResponse:
    """What is being done, whom it will be told to, and, once shipped, who was told and has seen it."""
    found = _found(improvement_id)
    return _page(request, found, ShipForm(touched=_touched(found)), DeclineForm())


@staff_required(*THEME_WORK)
@require_POST
def start(request: HttpRequest, improvement_id: UUID) -> HttpResponse:
    """The improvement is being worked on."""
    attempt(request, lambda: services.start(improvement_id, at=clock.now()), _("Work has begun."))
    return redirect("console:improvement", improvement_id)


@staff_required(*THEME_WORK)
@require_POST
def ship(request: HttpRequest, improvement_id: UUID) -> HttpResponse:
    """It is done, and exactly those hear of it whose cases carry the theme, or who want one of the wishes it fulfils."""
    found = _found(improvement_id)
    touched, by = _touched(found), current_person(request).id
    form = ShipForm(request.POST, touched=touched)
    if not form.is_valid():
        return _page(request, found, form, DeclineForm())
    notes = {name: form.cleaned_data[name] for name in ("note_en", "note_zh")}
    done = ngettext("Shipped. %(count)s person hears of it.", "Shipped. %(count)s people hear of it.", touched) % {"count": touched}
    attempt(request, lambda: services.ship(improvement_id, **notes, by=by, at=clock.now()), done)
    return redirect("console:improvement", improvement_id)


@staff_required(*THEME_WORK)
@require_POST
def decline(request: HttpRequest, improvement_id: UUID) -> HttpResponse:
    """It will not be done, and it is on record why."""
    found, by = _found(improvement_id), current_person(request).id
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _page(request, found, ShipForm(touched=_touched(found)), form)
    attempt(request, lambda: services.decline(improvement_id, **form.cleaned_data, by=by, at=clock.now()), _("Declined, with the reason on record."))
    return redirect("console:improvement", improvement_id)


def _found(improvement_id: UUID) -> ImprovementDetail:
    found = improvements.improvement(improvement_id)
    if found is None:
        raise Http404
    return found


def _touched(found: ImprovementDetail) -> int:
    return improvements.waiting_for(found.id)


def _said(found: ImprovementDetail) -> dict[UUID, surveys.AnswerDetail]:
    """What each of its people had said, by person: the newest of their cases under the theme."""
    story = improvements.theme(found.theme_id)
    cases = story.cases if story else ()
    answers = surveys.answers({case.answer_id for case in cases if case.answer_id})
    return {case.person_id: answers[case.answer_id] for case in reversed(cases) if case.answer_id in answers}


def _page(request: HttpRequest, found: ImprovementDetail, ship_form: ShipForm, decline_form: DeclineForm) -> HttpResponse:
    told = followups.follow_ups_about(found.id, limit=TOLD_MAX) if found.state == "shipped" else ()
    people = identity.people({found.owner_id, *(row.person_id for row in told)})
    messages = channels.of_follow_ups(row.id for row in told)
    wishes = improvements.wishes_of(found.id)
    facts = {"told": told, "people": people, "messages": messages, "owner": people.get(found.owner_id), "said": _said(found) if told else {}}
    return page(request, "improvement", "themes", improvement=found, wishes=wishes, ship_form=ship_form, decline_form=decline_form, **facts)
