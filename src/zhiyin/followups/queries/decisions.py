"""Lists of follow-ups and decisions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from zhiyin.followups import models
from zhiyin.followups.decide import OWED, SERVICE
from zhiyin.followups.journeys import currents
from zhiyin.identity import queries as identity
from zhiyin.privacy.purposes import PURPOSES

PEOPLE_FOUND_MAX = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpLine:
    """A planned contact. `state`: planned | sent | answered | stopped | cancelled | suppressed | held_out | expired."""

    id: int
    person_id: UUID
    journey: str
    version: int
    purpose: str
    about_kind: str
    about_id: UUID
    state: str
    triggered_at: datetime
    due_at: datetime
    not_after: datetime
    sent_at: datetime | None
    message_id: UUID | None
    invitation_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionLine:
    """What was decided of a follow-up at one moment. `gates`: a list of {"gate", "ok", "facts"}; `until` is set when it was put off."""

    id: int
    follow_up_id: int
    person_id: UUID
    journey: str
    about_kind: str
    about_id: UUID
    at: datetime
    verdict: str
    reason: str
    channel: str
    until: datetime | None
    gates: tuple[dict[str, Any], ...]
    policy_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Funnel:
    """What became of the follow-ups of a journey. `sent` counts the answered and the stopped ones too; `waiting` those not decided yet."""

    journey: str
    planned: int
    waiting: int
    sent: int
    answered: int
    suppressed: int
    held_out: int
    expired: int
    cancelled: int


def follow_up(follow_up_id: int, person_id: UUID) -> FollowUpLine | None:
    """That follow-up if it is this person's, else None. One statement."""
    row = models.FollowUp.objects.filter(id=follow_up_id, person_id=person_id).first()
    return _follow_up(row) if row else None


def follow_ups_of(person_id: UUID, *, limit: int = 50) -> tuple[FollowUpLine, ...]:
    """The person's follow-ups, the newest first. One statement."""
    return tuple(_follow_up(row) for row in models.FollowUp.objects.filter(person_id=person_id).order_by("-id")[:limit])


def follow_ups_about(about_id: UUID, *, limit: int = 50) -> tuple[FollowUpLine, ...]:
    """The follow-ups about that payment, case or improvement, the newest first. One statement."""
    return tuple(_follow_up(row) for row in models.FollowUp.objects.filter(about_id=about_id).order_by("-id")[:limit])


def decisions_of(person_id: UUID, *, limit: int = 50) -> tuple[DecisionLine, ...]:
    """What was decided about the person, the newest first. One statement."""
    return tuple(_decision(row) for row in _decisions().filter(person_id=person_id).order_by("-id")[:limit])


def decisions(*, verdict: str = "", journey: str = "", words: str = "", limit: int = 50, before: int | None = None) -> tuple[DecisionLine, ...]:
    """What was decided, the newest first: of a verdict, of a journey, older than the decision `before`; `words` is part of a person's name or
    handle. At most two statements.
    """
    rows = _decisions()
    if verdict:
        rows = rows.filter(verdict=verdict)
    if journey:
        rows = rows.filter(journey=journey)
    if before:
        rows = rows.filter(id__lt=before)
    if words.strip():
        rows = rows.filter(person_id__in=[person.id for person in identity.search_people(words, limit=PEOPLE_FOUND_MAX)])
    return tuple(_decision(row) for row in rows.order_by("-id")[:limit])


def funnel(since: datetime) -> tuple[Funnel, ...]:
    """What became of the follow-ups triggered since then, for every journey in its order. One statement."""

    def state(*names: str) -> Count:
        return Count("id", filter=Q(state__in=names))

    rows = (
        models.FollowUp.objects.filter(triggered_at__gte=since)
        .order_by()
        .values("journey")
        .annotate(
            planned=Count("id"),
            waiting=state("planned"),
            sent=state(*models.REACHED),
            answered=state("answered"),
            suppressed=state("suppressed"),
            held_out=state("held_out"),
            expired=state("expired"),
            cancelled=state("cancelled"),
        )
    )
    found = {row["journey"]: row for row in rows}
    none = dict.fromkeys(("planned", "waiting", "sent", "answered", "suppressed", "held_out", "expired", "cancelled"), 0)
    return tuple(Funnel(**({"journey": code} | none | found.get(code, {}))) for code in currents())


def journeys() -> tuple[str, ...]:
    """The codes of all journeys. No SQL."""
    return tuple(currents())


def comparable() -> frozenset[str]:
    """The journeys of whose people some may be left alone, to see what the journey changes. No SQL."""
    return frozenset(code for code, journey in currents().items() if is_comparable(journey.message_class, journey.purpose))


def is_comparable(message_class: str, purpose: str) -> bool:
    """Whether chance may leave people without it: never without what they could not have refused."""
    return message_class not in OWED or (message_class == SERVICE and not PURPOSES[purpose].needed)


def _decisions() -> QuerySet[models.Decision]:
    return models.Decision.objects.select_related("follow_up")


def _follow_up(row: models.FollowUp) -> FollowUpLine:
    return FollowUpLine(**{name: getattr(row, name) for name in FollowUpLine.__slots__})


def _decision(row: models.Decision) -> DecisionLine:
    return DecisionLine(
        id=row.id,
        follow_up_id=row.follow_up_id,
        person_id=row.person_id,
        journey=row.journey,
        about_kind=row.follow_up.about_kind,
        about_id=row.follow_up.about_id,
        at=row.at,
        verdict=row.verdict,
        reason=row.reason,
        channel=row.channel,
        until=row.until,
        gates=row.gates,
        policy_id=row.policy_id,
    )
