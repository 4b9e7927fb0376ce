"""One question a screen: which one, how far somebody is, and what became of an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import get_language

from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal
from zhiyin.surveys.queries import questionnaires
from zhiyin.surveys.queries.questionnaires import Question, SurveyDetail, Way
from zhiyin.surveys.services import responding
from zhiyin.surveys.services.responding import Door
from zhiyin.web import forms

COOKIE_DAYS = 180


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Somebody at the door of a questionnaire, and how far they are."""

    survey: SurveyDetail
    door: Door
    way: Way

    @property
    def is_framed(self) -> bool:
        """Whether another site shows the page."""
        return self.door.source == "embed"


def shown(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The question asked for or the next one (GET); the next one, after an answer (POST)."""
    if request.method == "POST":
        return _answered(request, visit)
    if visit.way.response_id is None and not visit.survey.is_open:
        return ended(request, visit, refusal=responding.SurveyNotOpen())
    if visit.way.complete:
        return ended(request, visit)
    wanted = request.GET.get("q", "")
    question = visit.way.document.question(wanted) if wanted in visit.way.answers else visit.way.following
    return _screen(request, visit, question) if question else ended(request, visit)


def ended(request: HttpRequest, visit: Visit, *, refusal: Refusal | None = None) -> HttpResponse:
    """The last page: thanks, or a kind word why there is nothing to answer."""
    facts = {"visit": visit, "refused": forms.sentence(refusal), "used": isinstance(refusal, responding.AnsweredBefore)}
    return _framed(render(request, "web/surveys/end.html", facts, status=refusal.status if refusal else 200), visit)


def begun(request: HttpRequest, survey: SurveyDetail) -> Way | None:
    """The response that this browser has begun, by the address of the page or by its cookie; never one of a person who is known."""
    key = forms.read_id(request.GET.get("r", "") or request.POST.get("key", "")) or forms.read_id(request.COOKIES.get(_cookie(survey), ""))
    way = questionnaires.way(key, at=clock.now()) if key else None
    return way if way and way.survey_id == survey.id and way.person_id is None else None


def _answered(request: HttpRequest, visit: Visit) -> HttpResponse:
    form, key = request.POST, visit.way.response_id or forms.read_key(request)
    code = form.get("question", "")
    question = next((each for each in visit.way.document.questions if each.code == code), None)
    sent = _ranked(request, question) if question and question.kind == "ranking" else form.getlist("value")
    try:
        way = responding.keep(visit.door, key=key, question=code, sent=sent, at=clock.now())
    except responding.NotAnAnswer as refusal:
        asked = question if question and code in visit.way.answers else visit.way.following
        return _screen(request, visit, asked, refusal=refusal, key=key) if asked else ended(request, visit)
    except Refusal as refusal:
        return ended(request, visit, refusal=refusal)
    there = {"r": str(way.response_id)} | ({"frame": "1"} if visit.is_framed else {})
    answer = redirect(f"{request.path}?{urlencode(there)}")
    if visit.door.person_id is None and not visit.is_framed:
        keeps = {"max_age": COOKIE_DAYS * 86_400, "httponly": True, "secure": request.is_secure(), "samesite": "Lax"}
        answer.set_cookie(_cookie(visit.survey), str(way.response_id), **keeps)  # type: ignore[arg-type]  # each of its own type, as Django has them
    return _framed(answer, visit)


def _screen(request: HttpRequest, visit: Visit, question: Question, *, refusal: Refusal | None = None, key: UUID | None = None) -> HttpResponse:
    language, way = get_language() or "en", visit.way
    before = way.before(question.code)
    facts = {
        "visit": visit,
        "question": question,
        "words": questionnaires.piped(way.document, question, way.answers, context=way.context, language=language),
        "steps": questionnaires.steps(question.kind) if question.kind in questionnaires.SCALES else (),
        "ends": questionnaires.ENDS.get(question.kind),
        "given": way.answers.get(question.code),
        "percent": way.progress(question.code),
        "key": way.response_id or key or uuid4(),
        "before": f"?{urlencode({'r': str(way.response_id), 'q': before} | ({'frame': '1'} if visit.is_framed else {}))}" if before else "",
        "refused": forms.sentence(refusal),
    }
    return _framed(render(request, "web/surveys/question.html", facts, status=refusal.status if refusal else 200), visit)


def _ranked(request: HttpRequest, question: Question) -> Sequence[str]:
    """The choices in the order of their places; none when no places were sent, and no order at all when two share one."""
    places = {code: request.POST.get(f"place_{code}", "") for code in question.codes}
    if not any(places.values()):
        return ()
    in_order = set(places.values()) == set(map(str, range(1, len(places) + 1)))
    return sorted(question.codes, key=lambda code: int(places[code])) if in_order else ("?",)


def _cookie(survey: SurveyDetail) -> str:
    return f"survey_{survey.code}"


def _framed(answer: HttpResponse, visit: Visit) -> HttpResponse:
    if visit.is_framed and visit.survey.framed_by:
        answer.framed_by = visit.survey.framed_by  # type: ignore[attr-defined]  # read by the edge
        answer.xframe_options_exempt = True
    return answer
