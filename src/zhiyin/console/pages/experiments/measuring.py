"""What coming back to people came to: steps, reasons, pressure, answers, time to close, and what it changed."""

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from zhiyin.console import lists
from zhiyin.console.access import FOLLOW_UPS
from zhiyin.console.frame import page
from zhiyin.console.pages.experiments import drawings, words
from zhiyin.experiments import queries as experiments
from zhiyin.followups import queries as followups
from zhiyin.followups.queries import measures
from zhiyin.identity.access import staff_required
from zhiyin.kit import clock
from zhiyin.support.queries.closing import closing

PERIOD = lists.Filter("days", _("Period"), {"30": _("30 days"), "7": _("7 days"), "90": _("90 days"), "365": _("A year")})
EFFECT_DAYS = 30
# Whoever was drawn in the last 30 days has not had their days yet: effects look further back.
EFFECTS_SINCE = timedelta(days=365)
STEPS_HEAD = ("journey", "step", "reason", "count")
WEEKS_HEAD = ("contacts", "weeks_of_people")
ASSETS_MAX = 3


@staff_required(*FOLLOW_UPS)
@require_GET
def measured(request: HttpRequest) -> HttpResponse:
    """The steps of each journey in the period, and what the contacts of a year changed."""
    ask, journey = lists.asked(request, PERIOD, _journeys()), _journeys()
    until = clock.now()
    since = until - timedelta(days=int(ask.chosen["days"]))
    wanted = [ask.chosen["journey"]] if ask.chosen["journey"] else list(followups.journeys())
    found = [each for each in measures.steps(since, until, journeys=wanted) if each.planned or ask.chosen["journey"]]
    weeks = measures.pressure(since, until)
    if ask.as_csv:
        if request.GET.get("what") == "weeks":
            return lists.csv_of("contacts", WEEKS_HEAD, sorted(weeks.items()))
        return lists.csv_of("steps", STEPS_HEAD, drawings.csv_steps(found))
    language = get_language() or "en"
    facts = {
        "steps": [(each, drawings.steps(each, followups.journey_name(each.journey, language))) for each in found],
        "weeks": drawings.weeks(weeks),
        "closing": closing(since, until),
        "answers": _answers(found),
        "effects": _effects(ask.chosen["journey"], at=until),
    }
    return page(request, "experiments/measured", "followups", ask=ask, chips=lists.groups(ask, PERIOD, journey), words=words, **facts)


def _answers(found: list[measures.Steps]) -> dict[str, object]:
    asked, answered, stopped = (sum(getattr(each, name) for each in found) for name in ("asked", "answered", "stopped"))
    return {"asked": asked, "answered": answered, "stopped": stopped, "interval": experiments.share(min(answered, asked), asked)}


def _effects(journey: str, *, at: datetime) -> list[tuple[experiments.Measure, experiments.Effect]]:
    wanted = [experiments.measure("came_back", window_days=EFFECT_DAYS)]
    wanted += [experiments.measure("spend", window_days=EFFECT_DAYS, asset=asset) for asset in experiments.assets()[:ASSETS_MAX]]
    return [(each, measures.effect(each, journey=journey, since=at - EFFECTS_SINCE, at=at)) for each in wanted]


def _journeys() -> lists.Filter:
    language = get_language() or "en"
    names: dict[str, lists.Label] = {code: followups.journey_name(code, language) for code in followups.journeys()}
    return lists.Filter("journey", _("Journey"), {"": _("Every one"), **names})
