"""The drawings of a questionnaire's results: how often each answer was given, and the score week by week."""

from datetime import UTC, datetime, time

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from zhiyin.kit import charts, formats
from zhiyin.kit.charts import Drawing, Point
from zhiyin.surveys.queries import questionnaires
from zhiyin.surveys.queries.results import Cell, Figure, QuestionResult, Week

PERCENT = ("csat", "thumbs")
SHORT = ("nps", "ces")  # their steps are numbers, which stand beside each other


def answers(result: QuestionResult) -> Drawing:
    """How often each answer was given; over it the score, or what was said most."""
    points = tuple(_point(cell) for cell in result.cells)
    upright = result.question.kind in SHORT
    return Drawing(
        message=_message(result),
        about="",
        head=(_("Answer"), _("How many")),
        points=points,
        columns=charts.columns(points) if upright else (),
        bars=() if upright else charts.bars(points),
    )


def by_week(result: QuestionResult) -> Drawing | None:
    """The score of each week with its interval; None before there are two of them."""
    shown = [(week, week.figure) for week in result.weeks if week.figure]
    if len(shown) < 2:
        return None
    lowest, highest = _scale(result.question.kind)
    figures = [(_of_week(week, figure, result.question.kind), figure.value, figure.low, figure.high) for week, figure in shown]
    return Drawing(
        message=_("The score, week by week"),
        about=_("Each week with its interval"),
        head=(_("Week from"), _("Score")),
        points=tuple(point for point, *_rest in figures),
        marks=charts.marks(figures, lowest=lowest, highest=highest),
        ticks=charts.ticks(lowest, highest),
    )


def figure_of(figure: Figure | None, *, percent: bool = True) -> str:
    """The figure with its interval, in words."""
    if figure is None:
        return "–"
    unit = " %" if percent else ""
    return _("%(value)s, between %(low)s and %(high)s") % {
        name: f"{getattr(figure, name):.1f}{unit}".replace("-", "−") for name in ("value", "low", "high")
    }


def _message(result: QuestionResult) -> str:
    if result.score:
        return _("Score") + " " + figure_of(result.score, percent=result.question.kind in PERCENT)
    most = max(result.cells, key=lambda cell: cell.count or 0)
    return _("Most often: %(answer)s") % {"answer": _named(most)} if most.count else _("Nobody has answered yet")


def _point(cell: Cell) -> Point:
    said = _("fewer than 10") if cell.count is None else _whole(cell.count)
    if cell.mean_place is not None:
        said = " · ".join((said, _("Mean place"), str(cell.mean_place)))
    return Point(label=_named(cell), title=_named(cell), value=cell.count or 0, said=said)


def _of_week(week: Week, figure: Figure, kind: str) -> Point:
    said = ngettext("%(count)s answer", "%(count)s answers", figure.n) % {"count": _whole(figure.n)}
    day = formats.short_day(datetime.combine(week.monday, time(12), UTC), zone="UTC", language=get_language() or "en")
    return Point(label=day, title=day, value=0, said=f"{figure_of(figure, percent=kind in PERCENT)} · {said}")


def _scale(kind: str) -> tuple[float, float]:
    if kind == "nps":
        return -100, 100
    return (0, 100) if kind in PERCENT else questionnaires.SCALES[kind]


def _named(cell: Cell) -> str:
    return cell.zh if (get_language() or "en").startswith("zh") else cell.en


def _whole(number: int) -> str:
    return formats.whole(number, language=get_language() or "en")
