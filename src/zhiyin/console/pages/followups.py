"""What was decided of each follow-up and why; how often and when people may be reached."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from zhiyin.channels import queries as channels
from zhiyin.console import figures, lists
from zhiyin.console.access import FOLLOW_UPS
from zhiyin.console.frame import note_use, page
from zhiyin.console.words import VERDICT_KINDS
from zhiyin.followups import queries as followups
from zhiyin.identity import queries as identity
from zhiyin.identity.access import staff_required
from zhiyin.kit import clock

LOOKING_BACK = timedelta(days=30)
HISTORY_MAX = 500
VERDICT = lists.Filter(
    "verdict",
    _("Decided"),
    {
        "": _("Everything"),
        "sent": _("Sent"),
        "deferred": _("Put off"),
        "suppressed": _("Not sent"),
        "held_out": _("Left alone"),
        "expired": _("Too late"),
        "cancelled": _("Called off"),
    },
)
WITHOUT = ("suppressed", "held_out", "expired", "cancelled")
HEAD = ("at", "handle", "journey", "verdict", "reason", "channel", "until", "policy")


@staff_required(*FOLLOW_UPS)
@require_GET
def decisions(request: HttpRequest) -> HttpResponse:
    """Every decision, the newest first, under the funnel of the last 30 days."""
    ask = lists.asked(request, VERDICT, _journeys(followups.journeys()))
    before = int(ask.before) if ask.before.isdecimal() else None
    rows, last = ask.shown(followups.decisions(**ask.chosen, words=ask.words, limit=ask.reach, before=before))
    people = identity.people({row.person_id for row in rows}) if rows else {}
    if ask.as_csv:
        return lists.csv_of("decisions", HEAD, (_cells(row, people) for row in rows))
    since = clock.now() - LOOKING_BACK
    funnel = [row for row in followups.funnel(since) if row.planned]
    chips = lists.groups(ask, VERDICT, _journeys({row.journey for row in funnel} | {ask.chosen["journey"]}))
    facts = {"funnel": funnel, "drawn": figures.funnel(funnel, channels.seen_since(since)), "without": WITHOUT, "people": people, **_words()}
    next_before = last.id if last else ""
    return page(request, "followups", "followups", ask=ask, chips=chips, rows=rows, next_before=next_before, **facts)


@staff_required(*FOLLOW_UPS)
@require_GET
def decision(request: HttpRequest, person_id: UUID, follow_up_id: int) -> HttpResponse:
    """One follow-up with all its gates. Looking is noted for the person."""
    planned, who = followups.follow_up(follow_up_id, person_id), identity.person(person_id)
    if planned is None or who is None:
        raise Http404
    note_use(request, person_id, "followup")
    told = followups.why(follow_up_id, person_id, language=get_language() or "en")
    history = tuple(row for row in followups.decisions_of(person_id, limit=HISTORY_MAX) if row.follow_up_id == follow_up_id)
    message = channels.of_follow_ups([follow_up_id]).get(follow_up_id)
    return page(request, "followup", "followups", planned=planned, person=who, why=told, history=history, message=message, **_words())


def _journeys(some: Collection[str]) -> lists.Filter:
    """All of them may be asked for; those that have met somebody of late are offered."""
    language = get_language() or "en"
    names: dict[str, lists.Label] = {code: followups.journey_name(code, language) for code in followups.journeys() if code in some}
    return lists.Filter("journey", _("Journey"), {"": _("Every one"), **names})


def _words() -> dict[str, object]:
    return {"journey_name": followups.journey_name, "verdict_name": followups.verdict_name, "kinds": VERDICT_KINDS}


def _cells(row: followups.DecisionLine, people: dict[UUID, identity.Person]) -> tuple[object, ...]:
    handle = people[row.person_id].handle if row.person_id in people else ""
    return (row.at, handle, row.journey, row.verdict, row.reason, row.channel, row.until, row.policy_id)
