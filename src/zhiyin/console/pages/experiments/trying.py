"""Experiments: what runs, what one could find before it begins, and what one tells."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zhiyin.console.access import FOLLOW_UPS, POLICY, may
from zhiyin.console.frame import attempt, page
from zhiyin.console.pages.experiments import drawings, words
from zhiyin.console.pages.experiments.form import ExperimentForm
from zhiyin.experiments import queries, services
from zhiyin.followups import queries as followups
from zhiyin.followups.queries import measures
from zhiyin.identity import queries as identity
from zhiyin.identity.access import current_person, staff_required
from zhiyin.kit import clock
from zhiyin.kit.ids import uuid7


@staff_required(*FOLLOW_UPS)
@require_GET
def experiment_list(request: HttpRequest) -> HttpResponse:
    """Every experiment, those that run first; and how many people each journey leaves alone."""
    held = {code: queries.percent(_group(code)) for code in followups.journeys() if code in followups.comparable()}
    return page(request, "experiments/list", "experiments", rows=queries.experiments(), held=held, **_words(request))


@staff_required(*POLICY)
@require_GET
def new(request: HttpRequest) -> HttpResponse:
    """The form; and, once it is filled in, what such an experiment could find."""
    form, facts = ExperimentForm(request.GET or None), dict[str, object]()
    if form.is_bound and form.is_valid():
        at, weeks = clock.now(), form.cleaned_data["weeks"]
        met = measures.met(form.cleaned_data["journey"], at=at)
        wish = form.wish()
        found = queries.outlook(wish, reached={week: people for week, people in met.items() if week <= weeks}, at=at)
        facts = {"found": found, "wish": wish, "met": met[weeks], "weeks": weeks}
    return page(request, "experiments/new", "experiments", form=form, key=uuid7(), **facts, **_words(request))


@staff_required(*POLICY)
@require_POST
def create(request: HttpRequest) -> HttpResponse:
    """It is written down, and can be started."""
    form, at = ExperimentForm(request.POST), clock.now()
    if not form.is_valid():
        return page(request, "experiments/new", "experiments", form=form, key=uuid7(), **_words(request))
    try:
        key = UUID(request.POST.get("key", ""))
    except ValueError:
        raise BadRequest("no key") from None
    by, people = current_person(request).id, _people(form, at)
    done = attempt(
        request, lambda: services.draft(form.draft(people), key=key, by=by, at=at), _("Written down. Nobody is drawn before you start it.")
    )
    return redirect("console:experiment", key) if done else redirect("console:experiments")


@staff_required(*FOLLOW_UPS)
@require_GET
def experiment(request: HttpRequest, experiment_id: UUID) -> HttpResponse:
    """What it asks, what it tells so far, and what was done about it."""
    asked = queries.experiment(experiment_id)
    if asked is None:
        raise Http404
    told = queries.reading(asked, at=clock.now())
    deeds = queries.deeds(experiment_id)
    people = identity.people({deed.by for deed in deeds if deed.by})
    bands = {each.arm: drawings.band(each, asked) for each in told.comparisons}
    met = measures.met(asked.about.removeprefix(words.PREFIX), at=clock.now())[asked.weeks] if asked.state == "draft" else None
    facts = {"asked": asked, "told": told, "deeds": deeds, "people": people, "bands": bands, "met": met}
    return page(request, "experiments/experiment", "experiments", **facts, **_words(request))


@staff_required(*POLICY)
@require_POST
def deed(request: HttpRequest, experiment_id: UUID) -> HttpResponse:
    """It is started, stopped or decided."""
    by, at, typed = current_person(request).id, clock.now(), request.POST
    if "start" in typed:
        attempt(request, lambda: services.start(experiment_id, by=by, at=at), _("It runs. What it asks can no longer be changed."))
    elif "stop" in typed:
        attempt(request, lambda: services.stop(experiment_id, by=by, at=at), _("Stopped. Nobody is drawn any more."))
    else:
        arm, sentence = typed.get("arm", ""), typed.get("sentence", "")[:300]
        attempt(
            request, lambda: services.decide(experiment_id, arm, sentence=sentence, by=by, at=at), _("Decided. It holds for everybody from now on.")
        )
    return redirect("console:experiment", experiment_id)


@staff_required(*POLICY)
@require_POST
def hold_out(request: HttpRequest) -> HttpResponse:
    """So many people of a journey are left alone from now on."""
    code, percent = request.POST.get("journey", ""), request.POST.get("percent", "")
    if code not in followups.comparable() or not (percent.isascii() and percent.isdecimal()):
        raise BadRequest("no such journey, one that nobody can refuse, or no number")
    by, at = current_person(request).id, clock.now()
    attempt(request, lambda: services.set_holdout(_group(code), int(percent[:4]), by=by, at=at), _("Every decision from now on keeps to this."))
    return redirect("console:experiments")


def _people(form: ExperimentForm, at: datetime) -> int:
    """How many the journey will meet; as many as it would take, where it has met nobody yet."""
    return measures.met(form.cleaned_data["journey"], at=at)[form.cleaned_data["weeks"]] or queries.outlook(form.wish(), reached={}, at=at).needed


def _group(code: str) -> str:
    return f"followups:{code}"


def _words(request: HttpRequest) -> dict[str, object]:
    return {"words": words, "may_change": may(current_person(request).roles, POLICY), "journey_name": followups.journey_name}
