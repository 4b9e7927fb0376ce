"""What a questionnaire found out, on a page and as a file."""

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from io import BytesIO
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from zhiyin.console.access import SURVEYS
from zhiyin.console.frame import page
from zhiyin.console.lists import csv_of
from zhiyin.console.pages.surveys import words
from zhiyin.identity.access import staff_required
from zhiyin.surveys.queries import questionnaires
from zhiyin.surveys.queries import results as found_out
from zhiyin.surveys.queries.results import QuestionResult

ROWS_MAX = 100_000
# Parquet is written where pyarrow is installed (it comes with `zhiyin[demo]`); it is loaded by the first download only.
HAS_PARQUET = find_spec("pyarrow") is not None
PARQUET = "application/vnd.apache.parquet"
WIDTH, HEIGHT, EDGE = 640, 160, 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One week in the drawing: its middle, and the ends of its interval."""

    x: float
    y: float
    low: float
    high: float


@staff_required(*SURVEYS)
@require_GET
def results(request: HttpRequest, survey_id: UUID) -> HttpResponse:
    """Rates, scores with their intervals, break-off and words, question by question."""
    survey = questionnaires.by_id(survey_id)
    if survey is None:
        raise Http404
    told = found_out.results(survey_id)
    drawn = [(each, _drawn(each)) for each in told.questions]
    return page(
        request,
        "surveys/results",
        "surveys",
        survey=survey,
        told=told,
        drawn=drawn,
        kinds=words.KINDS,
        has_parquet=HAS_PARQUET,
        width=WIDTH,
        height=HEIGHT,
        edge=EDGE,
    )


@staff_required(*SURVEYS)
@require_GET
def export(_request: HttpRequest, survey_id: UUID) -> HttpResponse:
    """The answers as a file; of an anonymous questionnaire only how many gave each."""
    survey = questionnaires.by_id(survey_id)
    if survey is None:
        raise Http404
    head, *body = found_out.rows(survey_id, limit=ROWS_MAX)
    return csv_of(survey.code, head, body)


@staff_required(*SURVEYS)
@require_GET
def export_parquet(_request: HttpRequest, survey_id: UUID) -> HttpResponse:
    """The same rows as `export`, as columns of text for programs that read Parquet."""
    survey = questionnaires.by_id(survey_id)
    if survey is None or not HAS_PARQUET:
        raise Http404
    head, *body = found_out.rows(survey_id, limit=ROWS_MAX)
    arrow, parquet, file = import_module("pyarrow"), import_module("pyarrow.parquet"), BytesIO()
    table = arrow.table({name: arrow.array([row[place] or None for row in body], arrow.string()) for place, name in enumerate(head)})
    parquet.write_table(table, file)
    named = f'attachment; filename="{survey.code}.parquet"'
    return HttpResponse(file.getvalue(), content_type=PARQUET, headers={"Content-Disposition": named})


def _drawn(result: QuestionResult) -> tuple[Point, ...]:
    """A point for each week that is shown, from left to right; the height is the scale's own range."""
    weeks = [week for week in result.weeks if week.figure]
    lowest, highest = {"nps": (-100, 100), "csat": (0, 100), "thumbs": (0, 100)}.get(
        result.question.kind, questionnaires.SCALES.get(result.question.kind, (0, 1))
    )
    step = (WIDTH - 2 * EDGE) / max(len(weeks) - 1, 1)

    def up(value: float) -> float:
        return round(HEIGHT - EDGE - (value - lowest) / (highest - lowest) * (HEIGHT - 2 * EDGE), 1)

    return tuple(
        Point(x=round(EDGE + place * step, 1), y=up(week.figure.value), low=up(week.figure.low), high=up(week.figure.high))
        for place, week in enumerate(weeks)
        if week.figure
    )
