"""The pages of journeys: all of them, one of them, and its forms. A journey is drafted, looked at, and only then published."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhiyin.console.access import FOLLOW_UPS, POLICY, may
from zhiyin.console.frame import attempt, page
from zhiyin.console.pages.journeys import editing, starting, words
from zhiyin.followups import queries as followups
from zhiyin.followups import services
from zhiyin.followups.queries import JourneyLine
from zhiyin.followups.services import DocumentRefused
from zhiyin.identity import queries as identity
from zhiyin.identity.access import current_person, staff_required
from zhiyin.kit import clock
from zhiyin.privacy.purposes import PURPOSES

LOOKING_BACK = timedelta(days=30)


@staff_required(*FOLLOW_UPS)
@require_http_methods(["GET", "HEAD"])
def journeys(request: HttpRequest) -> HttpResponse:
    """All journeys with their state and figures."""
    return page(request, "journeys/list", "followups", rows=_lines(), states=words.STATES, may_change=_may(request))


@staff_required(*FOLLOW_UPS)
@require_http_methods(["GET", "HEAD"])
def journey(request: HttpRequest, code: str) -> HttpResponse:
    """One journey: drawn, with what each step says, who is under way, and what was done about it."""
    line = line_of(code)
    text = followups.journey_text(code, line.draft or line.number) or ""
    parts, (document, problems) = followups.journey_parts(text), followups.read_journey(text)
    history = followups.journey_history(code)
    facts: dict[str, Any] = {"line": line, "text": text, "parts": parts, "graph": words.graph(parts), "problems": problems, "history": history}
    steps = [step.code for step in document.steps] if document else []
    facts |= {"affected": followups.affected(code, steps, number=line.draft) if line.draft else (), "states": words.STATES, "deeds": words.DEEDS}
    facts |= {"people": identity.people({deed.by for deed in history if deed.by}), "choices": words.CHOICES, "may_change": _may(request)}
    facts |= {"preview": words.preview, "begins": words.begins(parts), "outcomes": words.OUTCOMES}
    return page(request, "journeys/journey", "followups", **facts)


@staff_required(*POLICY)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, code: str = "") -> HttpResponse:
    """The forms of a journey, step by step. Kept as a draft when everything fits; else each mistake stands at its field."""
    line = next((each for each in _lines() if each.code == code), None)
    if code and line is None:
        raise Http404
    newest = (line.draft or line.number) if line else 0
    before = followups.journey_parts(followups.journey_text(code, newest) or "") if line else dict(editing.NEW)
    if request.method != "POST":
        return _form(request, before, newest, {})
    if before.get("steps") and "text" in request.POST:
        return _keep(request, request.POST["text"], code, newest)
    parts = {"journey": code or request.POST.get("journey", "").strip()} | editing.typed(request.POST, before)
    if "keep" not in request.POST:
        return _form(request, parts, newest, {})
    return _keep(request, followups.text_of_parts(parts), code, newest)


@staff_required(*FOLLOW_UPS)
@require_http_methods(["GET", "HEAD"])
def schema(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  a view takes its request
    """The form of a journey's document, for editors that complete and check while somebody types."""
    return JsonResponse(followups.journey_schema(), json_dumps_params={"ensure_ascii": False, "indent": 2})


@staff_required(*POLICY)
@require_POST
def act(request: HttpRequest, code: str) -> HttpResponse:
    """Publishes the draft, pauses, switches on, stops, or throws the draft away: at once."""
    by, at, wish = current_person(request).id, clock.now(), request.POST
    choice = wish.get("choice", "") if wish.get("choice", "") in words.CHOICES else "finish"
    number = int(wish.get("number", "")) if wish.get("number", "").isdecimal() else 0
    known = {
        "publish": (lambda: services.publish(code, number=number, choice=choice, by=by, at=at), _("Published. It takes people in from now on.")),
        "pause": (lambda: services.pause(code, by=by, at=at), _("Paused. Nobody is reached by it until you switch it on.")),
        "resume": (lambda: services.resume(code, by=by, at=at), _("It runs.")),
        "stop": (lambda: services.stop_journey(code, by=by, at=at), _("Stopped. What waited is called off.")),
        "discard": (lambda: services.discard(code), _("The draft is gone.")),
    }
    if wish.get("what", "") in known:
        attempt(request, *known[wish["what"]])
    there = any(each.code == code for each in _lines())
    return redirect("console:journey", code) if there else redirect("console:journeys")


def _keep(request: HttpRequest, text: str, code: str, newest: int) -> HttpResponse:
    parts = followups.journey_parts(text)
    wanted = code or str(parts.get("journey", ""))
    taken = not code and any(each.code == wanted for each in _lines())
    if taken:
        return _form(request, parts, newest, {"journey": [_("There is a journey of this name already. Choose another one.")]})
    try:
        services.draft(wanted, text, by=current_person(request).id, at=clock.now(), over=newest or None)
    except DocumentRefused as refused:
        return _form(request, parts, newest, editing.by_field(refused.problems, get_language() or "en"), text=text)
    except services.JourneyChanged:
        return _form(
            request, parts, newest, {"": [_("Somebody else has changed this journey meanwhile. Copy what you need, then open it anew.")]}, text=text
        )
    return redirect("console:journey", wanted)


def _form(request: HttpRequest, parts: dict[str, Any], newest: int, wrong: dict[str, list[str]], *, text: str = "") -> HttpResponse:
    language = get_language() or "en"
    steps = [step for step in parts.get("steps") or () if isinstance(step, dict)]
    named = {field for field in wrong if field}
    facts: dict[str, Any] = {"facts": followups.journey_facts(language), "purposes": {code: each.title(language) for code, each in PURPOSES.items()}}
    facts |= {"outcomes": words.OUTCOMES, "classes": editing.CLASSES, "channels": followups.CHANNELS, "graph": words.graph(parts)}
    shown = {"parts": parts, "steps": steps, "wrong": wrong, "newest": newest, "text": text or followups.text_of_parts(parts), "amiss": named}
    shown |= {"start": parts["start"] if isinstance(parts.get("start"), dict) else {}, "way": starting.way_of(parts.get("start"))}
    shown |= {"conditions": starting.rows_of, "written": starting.written, "fields_of": followups.fields_of, "segment": words.SEGMENT}
    facts |= {"ways": words.WAYS, "tests": words.TESTS, "places": words.PLACES, "spans": words.SPANS}
    return page(request, "journeys/edit", "followups", **facts, **shown, preview=words.preview, later=_later)


def _later(steps: list[dict[str, Any]], here: int) -> list[tuple[str, str]]:
    return [(str(step.get("step", "")), str(step.get("step", ""))) for step in steps[here + 1 :]]


def _lines() -> tuple[JourneyLine, ...]:
    return followups.journey_lines(clock.now() - LOOKING_BACK, language=get_language() or "en")


def line_of(code: str) -> JourneyLine:
    """That journey with its state and figures; not found when there is none."""
    found = next((each for each in _lines() if each.code == code), None)
    if found is None:
        raise Http404
    return found


def _may(request: HttpRequest) -> bool:
    return may(current_person(request).roles, POLICY)
