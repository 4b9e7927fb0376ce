"""What a questionnaire found out, on a page and as a file."""

from importlib import import_module
from importlib.util import find_spec
from io import BytesIO
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from zhiyin.console.access import SURVEYS
from zhiyin.console.frame import page
from zhiyin.console.lists import csv_of
from zhiyin.console.pages.surveys import drawn, words
from zhiyin.identity.access import staff_required
from zhiyin.surveys.queries import questionnaires
from zhiyin.surveys.queries import results as found_out

ROWS_MAX = 100_000
# Parquet is written where pyarrow is installed (it comes with `zhiyin[demo]`); it is loaded by the first download only.
HAS_PARQUET = find_spec("pyarrow") is not None
PARQUET = "application/vnd.apache.parquet"


@staff_required(*SURVEYS)
@require_GET
def results(request: HttpRequest, survey_id: UUID) -> HttpResponse:
    """Rates, scores with their intervals, break-off and words, question by question."""
    survey = questionnaires.by_id(survey_id)
    if survey is None:
        raise Http404
    told = found_out.results(survey_id)
    rows = [(each, drawn.answers(each) if each.cells else None, drawn.by_week(each)) for each in told.questions]
    facts = {"told": told, "rows": rows, "kinds": words.KINDS, "figure": drawn.figure_of, "has_parquet": HAS_PARQUET}
    return page(request, "surveys/results", "surveys", survey=survey, **facts)


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
