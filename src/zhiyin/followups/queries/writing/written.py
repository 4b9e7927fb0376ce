"""Journeys for those who write them: what there is, how it goes, and who is under way."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Min, Q

from zhiyin.followups.journeys import fits, kept
from zhiyin.followups.journeys import parts as plain
from zhiyin.followups.journeys.facts import FACTS
from zhiyin.followups.journeys.problems import BadDocument, Problem
from zhiyin.followups.journeys.steps import OUTCOMES, Document, Segment
from zhiyin.followups.models import REACHED, Enrolment, FollowUp, JourneyDeed, JourneyVersion
from zhiyin.followups.queries.words import pick

CHANNELS = kept.CHANNELS
UNSPOKEN = frozenset({"id", "at"})


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyLine:
    """A journey in a list. `state`: published | paused | resumed | stopped, empty while it is only a draft. `number` is the version in force (0:
    none), `draft` that of the draft (0: none). `sent`, `answered` and `waiting` count contacts.
    """

    code: str
    name: str
    state: str
    number: int
    draft: int
    under_way: int
    waiting: int
    sent: int
    answered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyDeedLine:
    """Something that was done about a journey. `by` is None for what the product came with."""

    number: int
    what: str
    choice: str
    affected: int
    by: UUID | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """Who is under way on a version: `people` enrolments, of which `waiting` have a contact before them. `stay`: at a step that the draft has too."""

    number: int
    people: int
    waiting: int
    stay: int


def journey_lines(since: datetime, *, language: str) -> tuple[JourneyLine, ...]:
    """All journeys, drafts too, with their figures since then. Four statements at most."""
    numbers = {row["code"]: row for row in _versions()}
    figures = FollowUp.objects.filter(triggered_at__gte=since).values("journey").order_by()
    counted: dict[str, dict[str, Any]] = {row["journey"]: {**row} for row in figures.annotate(**_FIGURES)}
    active = Enrolment.objects.filter(state="active").values("journey").order_by()
    under_way = {row["journey"]: row["n"] for row in active.annotate(n=Count("id"))}
    return tuple(
        JourneyLine(
            code=code,
            name=_name(code, row, language),
            state=kept.state(code) if row["published"] else "",
            number=row["published"] or 0,
            draft=row["newest"] if row["newest"] != row["published"] else 0,
            under_way=under_way.get(code, 0),
            waiting=counted[code]["waiting"] if code in counted else 0,
            sent=counted[code]["sent"] if code in counted else 0,
            answered=counted[code]["answered"] if code in counted else 0,
        )
        for code, row in numbers.items()
    )


def journeys_written() -> frozenset[str]:
    """The codes of all journeys, drafts too. One statement."""
    return frozenset(JourneyVersion.objects.values_list("code", flat=True))


def journey_text(code: str, number: int) -> str | None:
    """The document of that version; None when there is none. One statement."""
    return JourneyVersion.objects.filter(code=code, number=number).values_list("text", flat=True).first()


def journey_history(code: str, *, limit: int = 30) -> tuple[JourneyDeedLine, ...]:
    """What was done about the journey, the newest first. One statement."""
    names = ("number", "what", "choice", "affected", "by_id", "at")
    rows = JourneyDeed.objects.filter(code=code).order_by("-id").values(*names)[:limit]
    return tuple(JourneyDeedLine(by=row.pop("by_id"), **row) for row in rows)


def affected(code: str, steps: Sequence[str], *, number: int) -> tuple[Affected, ...]:
    """Who is under way on the versions before `number`, which has these steps. Two statements."""
    before = Enrolment.objects.filter(journey=code, state="active").exclude(version=number).values("version").order_by("version")
    waiting = FollowUp.objects.filter(journey=code, state="planned").values("version").order_by().annotate(n=Count("id"))
    waits = {row["version"]: row["n"] for row in waiting}
    rows = before.annotate(people=Count("id"), stay=Count("id", filter=Q(step__in=steps)))
    return tuple(Affected(number=row["version"], people=row["people"], stay=row["stay"], waiting=waits.get(row["version"], 0)) for row in rows)


def read_journey(text: str) -> tuple[Document | None, tuple[Problem, ...]]:
    """The journey that the document describes, or what is wrong with it. No SQL but for surveys that staff made."""
    try:
        return fits(text), ()
    except BadDocument as bad:
        return None, bad.problems


def journey_parts(text: str) -> dict[str, Any]:
    """The document as plain values, for a form; empty when it cannot be read. No SQL."""
    return plain.parts_of(text)


def text_of_parts(parts: dict[str, Any]) -> str:
    """The document with those values. No SQL."""
    return plain.text_of(parts)


def journey_facts(language: str) -> dict[str, str]:
    """The facts that journeys know, and what each means of its person. No SQL."""
    return {name: pick((fact.en, fact.zh), language) for name, fact in FACTS.items()}


def fields_of(event: str) -> tuple[str, ...]:
    """The fields of that kind of fact on which a journey may set conditions; none for a fact that journeys do not know. No SQL."""
    return tuple(each.name for each in fields(FACTS[event].event) if each.name not in UNSPOKEN) if event in FACTS else ()


def segment_fields() -> tuple[str, ...]:
    """What may be said of a group of people, in numbers. No SQL."""
    return tuple(each.name for each in fields(Segment) if each.name != "language")


def outcomes() -> tuple[str, ...]:
    """How a step may go. No SQL."""
    return OUTCOMES


def _versions() -> Sequence[dict[str, Any]]:
    rows = JourneyVersion.objects.order_by().values("code")
    published = rows.annotate(published=_newest(Q(published_at__isnull=False)), newest=_newest(Q()), first=Min("id"))
    return [dict(row) for row in published.order_by("first")]


def _newest(which: Q) -> Max:
    return Max("number", filter=which) if which else Max("number")


def _name(code: str, row: dict[str, Any], language: str) -> str:
    if row["published"]:
        return pick(kept.document(code, row["published"]).name, language)
    document, _ = read_journey(journey_text(code, row["newest"]) or "")
    return pick(document.name, language) if document else code


_FIGURES = {
    "waiting": Count("id", filter=Q(state="planned")),
    "sent": Count("id", filter=Q(state__in=REACHED)),
    "answered": Count("id", filter=Q(state="answered")),
}
