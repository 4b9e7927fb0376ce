"""What a questionnaire found out. Of an anonymous one, nothing that tells of fewer than ten people."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q

from zhiyin.surveys.documents import reading
from zhiyin.surveys.documents.figures import CELL_MIN, Figure, score, share, veiled, veiled_figure
from zhiyin.surveys.documents.parts import MULTIPLE, RANKING, SCALES, SINGLE, TEXT, Question, Value, steps
from zhiyin.surveys.models import Invitation, QuestionAnswer, Response, Survey, SurveyVersion
from zhiyin.surveys.queries.asked import unanswered
from zhiyin.surveys.queries.questionnaires import from_json

__all__ = ["Cell", "Figure", "QuestionResult", "Results", "Week", "results", "rows"]
WORDS_MAX = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """How many gave that answer, in both languages; None: too few to be shown. `mean_place` of a choice that was put in order."""

    en: str
    zh: str
    count: int | None
    mean_place: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """The score of one week, by its Monday; None: too few to be shown."""

    monday: date
    figure: Figure | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionResult:
    """What came of one question. `stopped`: the share of those who saw it and left there, in percent."""

    question: Question
    answered: int | None
    passed: int | None
    stopped: Figure | None
    cells: tuple[Cell, ...]
    score: Figure | None
    weeks: tuple[Week, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What came of a questionnaire. `waiting` have not begun; `rate`: of those who were invited, in percent; None when nobody was."""

    anonymous: bool
    invited: int | None
    waiting: int | None
    begun: int | None
    whole: int | None
    rate: Figure | None
    questions: tuple[QuestionResult, ...]


Given = Sequence[tuple[date, Value]]


def results(survey_id: UUID) -> Results:
    """The results over all versions, question by question as the newest version has them. Eight statements. Raises `Survey.DoesNotExist`."""
    survey = Survey.objects.get(id=survey_id)
    version = SurveyVersion.objects.filter(survey=survey).order_by("-number").first()
    document = reading.read(version.document if version else survey.draft)
    invitations = Invitation.objects.filter(survey=survey.code).aggregate(all=Count("id"), begun=Count("id", filter=Q(responded=True)))
    asked = Invitation.objects.filter(survey=survey.code).values_list("id", flat=True)
    rows = Response.objects.filter(version__survey=survey)
    states = dict(rows.values_list("state").annotate(n=Count("id")))
    left = dict(rows.filter(state=Response.PARTIAL).values_list("stands_at").annotate(n=Count("id")))
    given: dict[str, list[tuple[date, Value]]] = {}
    for code, week, value in QuestionAnswer.objects.filter(response__version__survey=survey).values_list("question", "response__week", "value"):
        given.setdefault(code, []).append((week, from_json(value)))
    hidden = survey.anonymous
    return Results(
        anonymous=hidden,
        invited=veiled(invitations["all"], anonymous=hidden),
        waiting=veiled(len(unanswered(asked)), anonymous=hidden),
        begun=veiled(sum(states.values()), anonymous=hidden),
        whole=veiled(states.get(Response.COMPLETE, 0), anonymous=hidden),
        rate=veiled_figure(share(invitations["begun"], invitations["all"]), anonymous=hidden),
        questions=tuple(_result(each, given.get(each.code, ()), left.get(each.code, 0), anonymous=hidden) for each in document.questions),
    )


def rows(survey_id: UUID, *, limit: int) -> tuple[tuple[str, ...], ...]:
    """For a file: a head, then one row for each response, the oldest first; of an anonymous questionnaire one row for each answer, with how many gave
    it ("" below ten). Ten statements at most.
    """
    survey = Survey.objects.get(id=survey_id)
    if survey.anonymous:
        return _counted(results(survey_id))
    responses = Response.objects.filter(version__survey=survey).select_related("version").order_by("first_at")[:limit]
    answers: dict[UUID, dict[str, Value]] = {}
    for response_id, code, value in QuestionAnswer.objects.filter(response__in=list(responses)).values_list("response_id", "question", "value"):
        answers.setdefault(response_id, {})[code] = from_json(value)
    codes = sorted({code for each in answers.values() for code in each})
    head = ("response", "person", "version", "source", "state", "first_at", "at", *codes)
    body = (
        (
            str(row.id),
            str(row.person_id or ""),
            str(row.version.number),
            row.source,
            row.state,
            str(row.first_at),
            str(row.at),
            *_plain(answers, row.id, codes),
        )
        for row in responses
    )
    return (head, *body)


def _plain(answers: Mapping[UUID, Mapping[str, Value]], response_id: UUID, codes: Sequence[str]) -> tuple[str, ...]:
    given = answers.get(response_id, {})
    values = (given.get(code) for code in codes)
    return tuple("" if value is None else " ".join(value) if isinstance(value, tuple) else str(value) for value in values)


def _counted(found: Results) -> tuple[tuple[str, ...], ...]:
    body = ((each.question.code, cell.en, "" if cell.count is None else str(cell.count)) for each in found.questions for cell in each.cells)
    return (("question", "answer", "count"), *body)


def _result(question: Question, given: Given, stopped: int, *, anonymous: bool) -> QuestionResult:
    answered = [(week, value) for week, value in given if value is not None]
    values = [value for _week, value in answered]
    enough = not anonymous or len(values) >= CELL_MIN
    numbers = [value for value in values if isinstance(value, int)]
    is_scale = question.kind in SCALES
    return QuestionResult(
        question=question,
        answered=veiled(len(values), anonymous=anonymous),
        passed=veiled(len(given) - len(values), anonymous=anonymous),
        stopped=veiled_figure(share(stopped, stopped + len(given)), anonymous=anonymous) if not anonymous or stopped >= CELL_MIN else None,
        cells=_cells(question, values, anonymous=anonymous),
        score=veiled_figure(score(question.kind, numbers), anonymous=anonymous) if is_scale else None,
        weeks=_weeks(question, answered, anonymous=anonymous) if is_scale else (),
        words=_words(values) if question.kind == TEXT and enough else (),
    )


def _words(values: Sequence[Value]) -> tuple[str, ...]:
    """In the order of the alphabet, which tells nothing of who wrote when."""
    return tuple(sorted(str(value) for value in values)[:WORDS_MAX])


def _cells(question: Question, values: Sequence[Value], *, anonymous: bool) -> tuple[Cell, ...]:
    if question.kind in SCALES:
        counts = Counter(values)
        return tuple(Cell(en=each.en, zh=each.zh, count=veiled(counts[each.value], anonymous=anonymous)) for each in steps(question.kind))
    if question.kind == RANKING:
        return _places(question, values, anonymous=anonymous)
    if question.kind not in (SINGLE, MULTIPLE):
        return ()
    chosen = Counter(code for value in values for code in ((value,) if isinstance(value, str) else value if isinstance(value, tuple) else ()))
    return tuple(Cell(en=each.words.en, zh=each.words.zh, count=veiled(chosen[each.code], anonymous=anonymous)) for each in question.options)


def _places(question: Question, values: Sequence[Value], *, anonymous: bool) -> tuple[Cell, ...]:
    orders, n = [value for value in values if isinstance(value, tuple)], veiled(len(values), anonymous=anonymous)
    places = {code: [order.index(code) + 1 for order in orders if code in order] for code in question.codes}
    return tuple(
        Cell(
            en=each.words.en, zh=each.words.zh, count=n, mean_place=round(sum(found) / len(found), 1) if n and (found := places[each.code]) else None
        )
        for each in question.options
    )


def _weeks(question: Question, answered: Given, *, anonymous: bool) -> tuple[Week, ...]:
    by_week: dict[date, list[int]] = {}
    for week, value in answered:
        if isinstance(value, int):
            by_week.setdefault(week, []).append(value)
    figures = ((monday, score(question.kind, values)) for monday, values in sorted(by_week.items()))
    return tuple(Week(monday=monday, figure=veiled_figure(figure, anonymous=anonymous)) for monday, figure in figures)
