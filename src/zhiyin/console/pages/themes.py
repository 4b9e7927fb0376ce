"""What several people complain of, and what is being done about it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zhiyin.console import lists
from zhiyin.console.access import THEME_WORK, THEMES
from zhiyin.console.forms import ImprovementForm, ThemeForm
from zhiyin.console.frame import attempt, page
from zhiyin.identity import queries as identity
from zhiyin.identity.access import current_person, staff_required
from zhiyin.improvements import queries as improvements
from zhiyin.improvements import services
from zhiyin.kit import clock
from zhiyin.surveys import queries as surveys

NEVER = datetime.min.replace(tzinfo=UTC)
ORDERS: dict[str, tuple[Callable[[improvements.ThemeLine], Any], bool]] = {
    "name": (lambda row: row.name_en.casefold(), False),
    "-name": (lambda row: row.name_en.casefold(), True),
    "-cases": (lambda row: row.cases, False),
    "filed": (lambda row: row.last_filed_at or NEVER, True),
    "-filed": (lambda row: row.last_filed_at or NEVER, False),
}
ORDER = lists.order(*ORDERS)
HEAD = ("name_en", "name_zh", "cases", "last_filed_at", "improvements", "shipped")


@staff_required(*THEMES)
@require_GET
def themes(request: HttpRequest) -> HttpResponse:
    """All themes, those with the most cases first."""
    return _list(request, ThemeForm())


@staff_required(*THEME_WORK)
@require_POST
def create(request: HttpRequest) -> HttpResponse:
    """There is a theme of that name in both languages."""
    form, by = ThemeForm(request.POST), current_person(request).id
    if form.is_valid() and attempt(request, lambda: services.create_theme(**form.cleaned_data, by=by, at=clock.now()), _("The theme is there.")):
        return redirect("console:themes")
    return _list(request, form)


@staff_required(*THEMES)
@require_GET
def theme(request: HttpRequest, theme_id: UUID) -> HttpResponse:
    """One theme: the cases that carry it, in people's own words, and its improvements."""
    return _one(request, theme_id, ImprovementForm())


@staff_required(*THEME_WORK)
@require_POST
def open_improvement(request: HttpRequest, theme_id: UUID) -> HttpResponse:
    """Somebody is to do something about the theme: whoever opened it, to begin with."""
    form, owner = ImprovementForm(request.POST), current_person(request).id
    if form.is_valid() and attempt(
        request, lambda: services.open_improvement(theme_id, **form.cleaned_data, owner_id=owner, at=clock.now()), _("The improvement is open.")
    ):
        return redirect("console:theme", theme_id)
    return _one(request, theme_id, form)


def _list(request: HttpRequest, form: ThemeForm) -> HttpResponse:
    ask = lists.asked(request, ORDER)
    words = ask.words.casefold()
    rows = [row for row in improvements.themes() if words in row.name_en.casefold() or words in row.name_zh]
    if ask.order:
        by, falling = ORDERS[ask.order]
        rows.sort(key=by, reverse=falling)
    if ask.as_csv:
        return lists.csv_of("themes", HEAD, ([getattr(row, name) for name in HEAD] for row in rows))
    return page(request, "themes", "themes", ask=ask, rows=rows, form=form)


def _one(request: HttpRequest, theme_id: UUID, form: ImprovementForm) -> HttpResponse:
    story = improvements.theme(theme_id)
    if story is None:
        raise Http404
    people = identity.people({case.person_id for case in story.cases})
    answers = surveys.answers({case.answer_id for case in story.cases if case.answer_id})
    return page(request, "theme", "themes", story=story, people=people, answers=answers, form=form)
