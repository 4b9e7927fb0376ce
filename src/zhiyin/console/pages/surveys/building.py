"""Writing a questionnaire: question by question, with both languages beside it as people will see them."""

import json
from collections.abc import Callable, Mapping
from uuid import UUID

import segno
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhiyin.console.access import SURVEY_WORK, SURVEYS
from zhiyin.console.frame import attempt, page
from zhiyin.console.lists import csv_of
from zhiyin.console.pages.surveys import words
from zhiyin.console.pages.surveys.forms import QuestionForm, TitleForm, WholeForm, fields_of, whole_of
from zhiyin.identity.access import current_person, staff_required
from zhiyin.kit import clock
from zhiyin.surveys.queries import questionnaires
from zhiyin.surveys.queries.questionnaires import SurveyDetail
from zhiyin.surveys.services import building

NEW = "new"


@staff_required(*SURVEYS)
@require_http_methods(["GET", "POST"])
def surveys(request: HttpRequest) -> HttpResponseBase:
    """All questionnaires; and a new one (POST, for those who write them)."""
    form = TitleForm(request.POST or None)
    if request.method == "POST":
        return _create(request, form)
    return page(request, "surveys/list", "surveys", found=questionnaires.listed(), form=form, states=words.STATES, work=SURVEY_WORK)


@staff_required(*SURVEY_WORK)
def _create(request: HttpRequest, form: TitleForm) -> HttpResponse:
    made: list[UUID] = []
    by, at = current_person(request).id, clock.now()
    if form.is_valid():
        typed = form.cleaned_data

        def deed() -> None:
            made.append(building.create(typed["code"], title=form.title(), anonymous=typed["anonymous"], by=by, at=at))

        attempt(request, deed, _("Now write its questions."))
    return redirect("console:survey", made[0]) if made else redirect("console:surveys")


@staff_required(*SURVEYS)
@require_GET
def survey(request: HttpRequest, survey_id: UUID) -> HttpResponse:
    """The questionnaire as it is written, what is wrong with it, and the ways to it."""
    found = _found(survey_id)
    there = request.build_absolute_uri(reverse("web:survey", args=[found.token]))
    facts = {
        "found": found,
        "problems": [(each, words.PROBLEMS[each.what]) for each in questionnaires.problems(found)],
        "whole": WholeForm(initial=whole_of(found.draft)),
        "document": questionnaires.as_json(found),
        "states": words.STATES,
        "kinds": words.KINDS,
        "comparisons": words.COMPARISONS,
        "facts": words.FACTS,
        "work": SURVEY_WORK,
        "there": there,
        "code": segno.make(f"{there}?by=qr", error="m").svg_data_uri(scale=4, border=4, light="#fff"),
        "embed": f'<iframe src="{there}?frame=1" title="{found.draft.title.en}" width="100%" height="560"></iframe>',
    }
    return page(request, "surveys/survey", "surveys", **facts)


@staff_required(*SURVEY_WORK)
@require_POST
def change(request: HttpRequest, survey_id: UUID) -> HttpResponse:
    """One deed on the whole: what holds for it, publishing, opening, pausing, closing, and who may frame it."""
    deed, done = _deed(request, survey_id)
    attempt(request, deed, done)
    return redirect("console:survey", survey_id)


@staff_required(*SURVEY_WORK)
@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, survey_id: UUID, question: str) -> HttpResponse:
    """One question: its form, and how it looks in both languages and in simple mode."""
    found = _found(survey_id)
    questions = found.draft.questions
    place = next((n for n, each in enumerate(questions) if each.code == question), len(questions))
    before = questions[place] if place < len(questions) else None
    if before is None and question != NEW:
        raise Http404
    form = QuestionForm(request.POST or None, initial=fields_of(before) if before else {}, earlier=questions[:place])
    if before:
        form.fields["code"].disabled = True
    if request.method == "POST" and form.is_valid():
        asked = form.question(before)
        if attempt(request, lambda: building.put_question(survey_id, asked, at=clock.now()), _("Kept. People see it once it is published.")):
            return redirect("console:survey_question", survey_id, asked.code)
    steps = questionnaires.steps(before.kind) if before and before.kind in questionnaires.SCALES else ()
    facts = {"found": found, "form": form, "question": before, "steps": steps, "ends": questionnaires.ENDS.get(before.kind) if before else None}
    return page(request, "surveys/question", "surveys", **facts, given=None)


@staff_required(*SURVEY_WORK)
@require_POST
def place(request: HttpRequest, survey_id: UUID, question: str) -> HttpResponse:
    """The question goes up, down, or away."""
    at, wanted = clock.now(), request.POST.get("deed", "")
    if wanted == "drop":
        attempt(request, lambda: building.drop_question(survey_id, question, at=at), _("It is no longer asked, once this is published."))
    else:
        by_places = -1 if wanted == "up" else 1
        attempt(request, lambda: building.move_question(survey_id, question, by_places=by_places, at=at), _("Moved."))
    return redirect("console:survey", survey_id)


@staff_required(*SURVEY_WORK)
@require_POST
def tickets(request: HttpRequest, survey_id: UUID) -> HttpResponse:
    """A file of links, each good for one answer. They are shown this once."""
    made: list[str] = []
    typed = request.POST.get("count", "")
    count = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else 0
    if not attempt(request, lambda: made.extend(building.make_tickets(survey_id, count, at=clock.now())), _("The links were made.")):
        return redirect("console:survey", survey_id)
    return csv_of("links", ("link",), [(request.build_absolute_uri(reverse("web:survey_ticket", args=[each])),) for each in made])


def _deed(request: HttpRequest, survey_id: UUID) -> tuple[Callable[[], object], str]:
    form, at, by = request.POST, clock.now(), current_person(request).id
    state, origins = form.get("state", ""), tuple(form.get("origins", "").split())
    deeds: Mapping[str, tuple[Callable[[], object], str]] = {
        "publish": (lambda: building.publish(survey_id, by=by, at=at), _("Published. This is what people are asked from now on.")),
        "state": (lambda: building.set_state(survey_id, state, at=at), _("It counts from now on.")),
        "frames": (lambda: building.set_frames(survey_id, origins, at=at), _("These sites may show it in a frame.")),
        "write": (lambda: building.write(survey_id, _json(form), at=at), _("Kept. People see it once it is published.")),
        "describe": (lambda: _describe(survey_id, form), _("Kept. People see it once it is published.")),
    }
    if form.get("deed", "") not in deeds:
        raise BadRequest("no such deed")
    return deeds[form["deed"]]


def _describe(survey_id: UUID, typed: QueryDict) -> None:
    form = WholeForm(typed)
    if not form.is_valid():
        raise building.NotADocument
    building.describe(survey_id, form.document(), at=clock.now())


def _json(form: QueryDict) -> Mapping[str, object]:
    try:
        content = json.loads(form.get("document", ""))
    except ValueError as wrong:
        raise building.NotADocument from wrong
    return content if isinstance(content, dict) else {}


def _found(survey_id: UUID) -> SurveyDetail:
    found = questionnaires.by_id(survey_id)
    if found is None:
        raise Http404
    return found
