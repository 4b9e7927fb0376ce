"""Planning contacts, and meeting their people."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max

from zhiyin.experiments import services as experiments
from zhiyin.followups.journeys import going, kept, timing
from zhiyin.followups.journeys.facts import ENDS_AT
from zhiyin.followups.journeys.steps import EACH, Document, Step
from zhiyin.followups.models import Enrolment, FollowUp, Member, add, new
from zhiyin.identity import queries as identity
from zhiyin.kit.ids import derived

LOCK_SQL = "select person_id from followups_member where person_id = any(%s) order by person_id for no key update"
# Whoever plans holds it together with others; whoever publishes, pauses or stops a journey holds it alone, so that nothing slips past them.
TOGETHER_SQL = "select pg_advisory_xact_lock_shared(hashtext('followups_journeys'))"
Running = Mapping[str, Document]


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
    """Each of them begins its journey in its present version: the first step is due its wait after the trigger; how many were handed in.

    A journey that is paused or stopped takes nobody in, nor does one that somebody may not enter again yet. Raises `KeyError` for a journey that
    does not exist. Repeats: one enrolment for each journey, person and occasion, as first planned.
    """
    if plans:
        running = running_now()
        for journey in {each.journey for each in plans}:
            kept.present(journey)
        people = {each.person_id for each in plans}
        add([new(Member, person_id=person_id) for person_id in sorted(people)])
        _enter(_admitted([each for each in plans if each.journey in running], running), running)
    return len(plans)


def lock_members(person_ids: Iterable[UUID]) -> None:
    """Nobody else decides anything of these people until the transaction ends. In the order of their ids, so that two workers never wait in a
    circle. Repeats: the same.
    """
    with connection.cursor() as cursor:
        cursor.execute(LOCK_SQL, [sorted(set(person_ids))])


def running_now() -> Running:
    """The journeys that take people in, and will until this transaction ends. Repeats: the same."""
    with connection.cursor() as cursor:
        cursor.execute(TOGETHER_SQL)
    return kept.running(surely=True)


def enrolment(each: Plan, whole: Document, *, number: int) -> Enrolment:
    """The person at the beginning of that version of the journey, not yet saved. Repeats: another one, of the same occasion."""
    step: Step = whole.steps[0]
    begins = timing.begins(step, each.at, ends_at=ends_at(each.context))
    return new(
        Enrolment,
        person_id=each.person_id,
        journey=each.journey,
        version=number,
        occasion=each.occasion,
        about_kind=kept.about_kind(whole),
        about_id=each.about_id,
        context=each.context if len(whole.steps) > 1 else {},  # the one contact of a short journey carries it already
        step=step.code,
        entered_at=each.at,
        step_at=begins,
        look_at=timing.look(step, begins),
    )


def contact(entry: Enrolment, whole: Document, *, context: Mapping[str, Any], zone: str) -> FollowUp:
    """The follow-up of the step that the person has come to, not yet saved. Repeats: another one, with the same occasion."""
    step = whole.step(entry.step)
    first = entry.step == whole.steps[0].code
    places = {} if first else {"step": step.code, "entry": str(entry.occasion)}
    button = {"leads_to": step.leads_to} if step.leads_to else {}
    late, ends = entry.step_at + step.deadline, ends_at(context)
    return new(
        FollowUp,
        person_id=entry.person_id,
        journey=entry.journey,
        version=entry.version,
        purpose=whole.purpose,
        message_class=whole.message_class,
        occasion=entry.occasion if first else derived("step", entry.occasion, entry.person_id, step.code),
        about_kind=entry.about_kind,
        about_id=entry.about_id,
        context={**context, **step.words, **places, **button},
        triggered_at=entry.step_at,
        due_at=timing.due(step, entry.step_at, zone=zone),
        not_after=late if ends is None else min(late, ends),
        value=whole.value,
    )


def ends_at(context: Mapping[str, Any]) -> datetime | None:
    """When what a journey is about ends by itself, if it does. Repeats: the same."""
    return datetime.fromisoformat(context[ENDS_AT]) if ENDS_AT in context else None


def _admitted(plans: Sequence[Plan], running: Running) -> list[Plan]:
    """Those whom the journey's rule of coming again lets in."""
    free = [each for each in plans if running[each.journey].again == EACH]
    ruled = [each for each in plans if running[each.journey].again != EACH]
    if not ruled:
        return free
    lock_members(each.person_id for each in ruled)
    mine = Enrolment.objects.filter(journey__in={each.journey for each in ruled}, person_id__in={each.person_id for each in ruled})
    last = {(code, person_id): entered for code, person_id, entered in mine.values_list("journey", "person_id").annotate(last=Max("entered_at"))}
    for each in sorted(ruled, key=lambda each: each.at):
        if going.lets_in(running[each.journey], before=last.get((each.journey, each.person_id)), at=each.at):
            last[each.journey, each.person_id] = each.at
            free.append(each)
    return free


def _enter(plans: Sequence[Plan], running: Running) -> None:
    local = {each.person_id for each in plans if running[each.journey].steps[0].until_local is not None}
    people = identity.people(local) if local else {}
    zones = {person_id: person.timezone for person_id, person in people.items()}
    numbers = {journey: kept.present(journey) for journey in {each.journey for each in plans}}
    entered = [(each, enrolment(each, running[each.journey], number=numbers[each.journey])) for each in plans]
    add([entry for _, entry in entered])
    firsts = [
        contact(entry, running[each.journey], context=each.context, zone=zones.get(each.person_id, "UTC"))
        for each, entry in entered
        if not running[each.journey].steps[0].wait_for
    ]
    _try_out(firsts)
    add(firsts)


def _try_out(rows: Sequence[FollowUp]) -> None:
    """Whom an experiment about the journey has wait longer waits longer, within the deadline."""
    waits = experiments.expose([(f"followups.{row.journey}", row.person_id, row.triggered_at) for row in rows])
    for row in rows:
        minutes = waits.get((f"followups.{row.journey}", row.person_id), 0)
        row.due_at = min(row.due_at + timedelta(minutes=minutes), row.not_after) if minutes else row.due_at
