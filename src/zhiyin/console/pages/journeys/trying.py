"""Trying a journey out before anybody gets it: on what happened, or on the days to come."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zhiyin.console.access import FOLLOW_UPS, POLICY, may
from zhiyin.console.frame import attempt, page
from zhiyin.console.pages.journeys.pages import line_of
from zhiyin.followups import queries as followups
from zhiyin.followups import services
from zhiyin.followups.queries import JourneyLine, TrialLine
from zhiyin.followups.services import Replay
from zhiyin.identity import queries as identity
from zhiyin.identity.access import current_person, staff_required
from zhiyin.kit import charts, clock, formats
from zhiyin.kit.charts import Drawing, Point

# How far back or ahead, by the name of the choice.
SPANS = {
    "back-7": (7, False, gettext_lazy("What happened in the last 7 days")),
    "back-30": (30, False, gettext_lazy("What happened in the last 30 days")),
    "back-90": (90, False, gettext_lazy("What happened in the last 90 days")),
    "back-365": (365, False, gettext_lazy("What happened in the last year")),
    "ahead-7": (7, True, gettext_lazy("The people of today, 7 days ahead")),
    "ahead-30": (30, True, gettext_lazy("The people of today, 30 days ahead")),
}
NAMES = {(days, ahead): name for days, ahead, name in SPANS.values()}
DAYS_DRAWN_MAX = 31  # more are drawn week by week
UNDECIDED = frozenset({"waiting", "under_way"})


@staff_required(*FOLLOW_UPS)
@require_GET
def trials(request: HttpRequest, code: str) -> HttpResponse:
    """What the newest trial of the journey came to, or the one that is asked for; and a form for the next."""
    line, found = line_of(code), followups.trials(code)
    wanted = request.GET.get("trial", "")
    shown = next((each for each in found if str(each.id) == wanted), None) if wanted else next(iter(found), None)
    if wanted and shown is None:
        raise Http404
    facts: dict[str, Any] = {"line": line, "trial": shown, "earlier": [each for each in found if each != shown], "problem": _problem(shown)}
    facts |= {"by_event": _by_event(line), "waits": shown is not None and shown.state in UNDECIDED, "path": request.get_full_path()}
    facts |= {"spans": SPANS, "names": NAMES, "people": identity.people({each.by for each in found})}
    facts |= {"drawn": contacts(shown.found) if shown and shown.found else None, "may_change": may(current_person(request).roles, POLICY)}
    told = {"journey_name": followups.journey_name, "verdict": followups.verdict_name, "channel": followups.channel_name}
    return page(request, "journeys/trials", "followups", **facts, **told)


@staff_required(*POLICY)
@require_POST
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """The worker tries it out from now on."""
    line = line_of(code)
    if (chosen := request.POST.get("on", "")) not in SPANS:
        raise BadRequest("no such span")
    days, ahead, _name = SPANS[chosen]
    by, at = current_person(request).id, clock.now()
    said = _("It is being tried out. Nobody is reached by it.")
    attempt(request, lambda: services.ask_trial(line.code, days=days, ahead=ahead, by=by, at=at), said)
    return redirect("console:journey_trials", line.code)


def contacts(found: Replay) -> Drawing:
    """The contacts of each day, or of each week from Monday when there are many days."""
    language = get_language() or "en"
    by_day = {day: sum(counts.values()) for day, counts in found.per_day.items()}
    first, last = min([found.since.date(), *by_day]), max([found.until.date(), *by_day])
    weekly = (last - first).days > DAYS_DRAWN_MAX
    counts: Counter[date] = Counter()
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        counts[day - timedelta(days=day.weekday()) if weekly else day] += by_day.get(day, 0)
    points = tuple(
        Point(label=f"{day.month}/{day.day}", title=day.isoformat(), value=count, said=formats.whole(count, language=language))
        for day, count in sorted(counts.items())
    )
    times = ngettext("%(count)s contact", "%(count)s contacts", found.contacts) % {"count": formats.whole(found.contacts, language=language)}
    people = ngettext("with %(count)s person", "with %(count)s people", found.people) % {"count": formats.whole(found.people, language=language)}
    about = _("Contacts a week, from Monday") if weekly else _("Contacts a day")
    head = (_("Week") if weekly else _("Day"), _("Contacts"))
    return Drawing(message=f"{times} {people}", about=about, head=head, points=points, columns=charts.columns(points))


def _by_event(line: JourneyLine) -> bool:
    """Whether the journey begins with a fact."""
    start = followups.journey_parts(followups.journey_text(line.code, line.draft or line.number) or "").get("start")
    return isinstance(start, dict) and "event" in start


def _problem(trial: TrialLine | None) -> str:
    """Why it could not be tried, and what to do."""
    if trial is None or trial.state != "failed":
        return ""
    if trial.problem == "gone":
        return _("The journey was thrown away meanwhile.")
    if trial.problem[:1].isdecimal():
        return _("The draft cannot be used. Line %(problem)s") % {"problem": trial.problem}
    return _("Something went wrong on our side (%(problem)s). Try it again; if it stays, tell whoever runs this wallet.") % {"problem": trial.problem}
