"""Planning contacts, and meeting their people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from zhiyin.followups.journeys import current
from zhiyin.followups.models import FollowUp, Member

LOCK_SQL = "select person_id from followups_member where person_id = any(%s) order by person_id for no key update"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A contact to plan: with whom, on which occasion of which journey, triggered when. `context` are the ids and amounts it will speak of."""

    journey: str
    person_id: UUID
    occasion: UUID
    about_id: UUID
    at: datetime
    context: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def plan(plans: Sequence[Plan]) -> int:
    """Each of them is due its journey's delay after its trigger, in the journey's present version; how many were handed in.

    Raises `KeyError` for a journey that does not exist. Repeats: one follow-up for each journey, person and occasion, as first planned.
    """
    if plans:
        people = {each.person_id for each in plans}
        Member.objects.bulk_create([Member(person_id=person_id) for person_id in sorted(people)], ignore_conflicts=True)
        FollowUp.objects.bulk_create([_planned(each) for each in plans], ignore_conflicts=True)
    return len(plans)


def lock_members(person_ids: Iterable[UUID]) -> None:
    """Nobody else decides anything of these people until the transaction ends. In the order of their ids, so that two workers never wait in a
    circle. Repeats: the same.
    """
    with connection.cursor() as cursor:
        cursor.execute(LOCK_SQL, [sorted(set(person_ids))])


def _planned(each: Plan) -> FollowUp:
    journey = current(each.journey)
    return FollowUp(
        person_id=each.person_id,
        journey=journey.code,
        version=journey.version,
        purpose=journey.purpose,
        message_class=journey.message_class,
        occasion=each.occasion,
        about_kind=journey.about_kind,
        about_id=each.about_id,
        context=each.context,
        triggered_at=each.at,
        due_at=each.at + journey.delay,
        not_after=each.at + journey.deadline,
        value=journey.value,
    )
