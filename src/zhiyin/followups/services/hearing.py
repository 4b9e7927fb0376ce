"""What facts do to journeys: they begin them, end them, and lead from one step to the next."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from zhiyin.events import Event
from zhiyin.events.reach import MessageSent
from zhiyin.events.voice import AnswerGiven
from zhiyin.followups.journeys import going, kept, timing
from zhiyin.followups.journeys.facts import FACTS, meets
from zhiyin.followups.journeys.going import HAPPENED
from zhiyin.followups.journeys.steps import END, Document, Step
from zhiyin.followups.models import Enrolment, FollowUp, add
from zhiyin.followups.services.cancelling import cancel
from zhiyin.followups.services.planning import Plan, Running, contact, ends_at, lock_members, plan, running_now
from zhiyin.followups.services.sweeping import within
from zhiyin.identity import queries as identity
from zhiyin.surveys import queries as surveys


@transaction.atomic
def follow(events: Sequence[Event]) -> None:
    """Every journey has heard these facts: begun, ended, or gone on. Repeats: nothing changes."""
    running = running_now()
    by_kind: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        by_kind[type(event).__name__].append(event)
    for name, told in by_kind.items():
        for whole in running.values():
            if whole.start.event == name:
                _begin(whole, [event for event in told if meets(event, whole.start.where)])
    for name, told in by_kind.items():
        if name in FACTS:
            _end(name, told)
            _happen(name, told, running)
    for event in events:
        if isinstance(event, AnswerGiven):
            _hear_answer(event, running)
    _await_answers([event for event in events if isinstance(event, MessageSent) and event.follow_up_id is not None])


@transaction.atomic
def look(at: datetime, *, limit: int = 200) -> int:
    """Those whose step is over without a word have gone on, or are done; how many. Any number of workers may call it at once. Repeats: 0.

    Of a journey that is paused nobody goes on.
    """
    running = running_now()
    due = Enrolment.objects.select_for_update(skip_locked=True).filter(state="active", look_at__lte=at, journey__in=running)
    rows = list(due.order_by("look_at")[:limit])
    contacts = _contacts(rows)
    for row in rows:
        _see(row, contacts.get(row.id), running, at=at)
    return len(rows)


def leave(rows: Iterable[Enrolment], *, reason: str, at: datetime) -> int:
    """Those taking part in these are out of their journeys, and what waits of it is called off with that reason; how many. Repeats: 0."""
    found = list(rows)
    lock_members(row.person_id for row in found)
    active = list(Enrolment.objects.select_for_update().filter(id__in=[row.id for row in found], state="active").order_by("id"))
    cancel(waiting(active).select_for_update().order_by("id"), reason=reason, at=at)
    return Enrolment.objects.filter(id__in=[row.id for row in active]).update(state="left", reason=reason, ended_at=at)


def waiting(rows: Sequence[Enrolment]) -> QuerySet[FollowUp]:
    """What waits to be decided of these enrolments. Repeats: the same."""
    return _of(rows).filter(state="planned")


def _begin(whole: Document, events: Sequence[Event]) -> None:
    plans = [each for event in events for each in entries(whole.code, event)]
    if plans and not whole.start.only.is_everybody:
        fitting = within(whole.start.only, {each.person_id for each in plans}, at=max(each.at for each in plans))
        plans = [each for each in plans if each.person_id in fitting]
    plan(plans)


def entries(code: str, event: Event) -> Iterable[Plan]:
    """Whom the fact would have begin the journey. Repeats: the same."""
    fact = FACTS[type(event).__name__]
    for person_id in fact.people(event):
        occasion = getattr(event, fact.occasion)
        yield Plan(journey=code, person_id=person_id, occasion=occasion, about_id=fact.thing(event), at=event.at, context=fact.spoken(event))


def _end(name: str, told: Sequence[Event]) -> None:
    """Those whom such a fact takes out of a journey leave it, and what was planned for them is called off."""
    fact, codes = FACTS[name], kept.ended_by(name)
    if not codes:
        return
    by_thing = fact.ends == "thing"
    latest: dict[UUID, datetime] = {}
    for event in told:
        for key in (fact.thing(event),) if by_thing else fact.people(event):
            latest[key] = max(event.at, latest.get(key, event.at))
    whose = Q(about_id__in=latest) if by_thing else Q(person_id__in=latest)
    rows = Enrolment.objects.filter(whose, journey__in=codes, state="active")
    going = [row for row in rows if name in kept.document(row.journey, row.version).cancel_on]
    going = [row for row in going if row.entered_at <= latest[row.about_id if by_thing else row.person_id]]
    if going:
        leave(going, reason=name, at=max(latest.values()))


def _happen(name: str, told: Sequence[Event], running: Running) -> None:
    """Those who wait for such a fact go on."""
    fact, codes = FACTS[name], kept.waited_for_by(name)
    if not codes:
        return
    heard_of: dict[UUID, list[Event]] = defaultdict(list)
    for event in told:
        for person_id in fact.people(event):
            heard_of[person_id].append(event)
    for row in Enrolment.objects.select_for_update().filter(person_id__in=heard_of, journey__in=codes, state="active").order_by("id"):
        step = kept.document(row.journey, row.version).step(row.step)
        if step.wait_for == name and (at := going.happened(step, heard_of[row.person_id], occasion=row.occasion, since=row.step_at)):
            _go(row, HAPPENED, running, at=at)


def _hear_answer(event: AnswerGiven, running: Running) -> None:
    answer = surveys.answer(event.answer_id)
    asked = FollowUp.objects.filter(person_id=event.person_id, invitation_id=answer.invitation_id).first() if answer else None
    if asked is None:
        return
    entry = asked.context.get("entry", asked.occasion)
    mine = Enrolment.objects.select_for_update().filter(person_id=event.person_id, journey=asked.journey, occasion=entry, state="active")
    for row in mine:
        first = kept.document(row.journey, row.version).steps[0].code
        if row.step == asked.context.get("step", first):
            _go(row, heard(event), running, at=event.at)


def heard(event: AnswerGiven) -> str:
    """Whether an answer is a low one, a high one, or neither, by its place on the survey's scale. Repeats: the same."""
    return going.degree(event.value, [choice.value for choice in surveys.survey(event.survey).choices])


def _await_answers(events: Sequence[MessageSent]) -> None:
    """A question that was just put has its own time to be answered, where the journey says so."""
    sent = {event.follow_up_id: event.at for event in events if event.follow_up_id is not None}
    for row in FollowUp.objects.filter(id__in=sent) if sent else ():
        step = kept.document(row.journey, row.version).step(row.context.get("step", ""))
        if step.answer_within:
            mine = Enrolment.objects.filter(
                person_id=row.person_id, journey=row.journey, occasion=row.context.get("entry", row.occasion), step=step.code
            )
            mine.filter(state="active").update(look_at=sent[row.id] + step.answer_within)


def _of(rows: Sequence[Enrolment]) -> QuerySet[FollowUp]:
    """The contacts of these enrolments."""
    by_journey: dict[str, list[Enrolment]] = defaultdict(list)
    for row in rows:
        by_journey[row.journey].append(row)
    found = Q(pk__in=[])
    for code, of in by_journey.items():
        entries = [row.occasion for row in of]
        entered = Q(occasion__in=entries) | Q(context__entry__in=[str(entry) for entry in entries])
        found |= Q(journey=code, person_id__in=[row.person_id for row in of]) & entered
    return FollowUp.objects.filter(found)


def _contacts(rows: Sequence[Enrolment]) -> dict[int, FollowUp]:
    """The contact of the step at which each of them is, by the enrolment's id. A reminder is none of its own."""
    firsts = _of(rows).filter(reminds=None)
    made = {(each.person_id, each.journey, str(each.context.get("entry", each.occasion)), each.context.get("step", "")): each for each in firsts}
    contacts = {}
    for row in rows:
        first = kept.document(row.journey, row.version).steps[0].code
        found = made.get((row.person_id, row.journey, str(row.occasion), "" if row.step == first else row.step))
        if found:
            contacts[row.id] = found
    return contacts


def _see(row: Enrolment, made: FollowUp | None, running: Running, *, at: datetime) -> None:
    """How the step went: it goes on by that, or is looked at again."""
    step = kept.document(row.journey, row.version).step(row.step)
    how = going.seen(step, made, at=at)
    if how.left:
        _finish(row, how.left, state="left", at=at)
    elif how.again:
        row.look_at = how.again
        row.save(update_fields=["look_at"])
    else:
        _go(row, how.outcome, running, at=at)


def _go(row: Enrolment, outcome: str, running: Running, *, at: datetime) -> None:
    """To the step that the outcome leads to, or to the end."""
    whole = kept.document(row.journey, row.version)
    target = going.leads_to(whole.step(row.step), outcome)
    if target == END:
        _finish(row, outcome, state="finished", at=at)
        return
    step = whole.step(target)
    begins = timing.begins(step, at, ends_at=ends_at(row.context))
    row.step, row.step_at, row.look_at = target, begins, timing.look(step, begins)
    row.save(update_fields=["step", "step_at", "look_at"])
    if not step.wait_for:
        _plan_step(row, whole, step, is_running=row.journey in running)


def _plan_step(row: Enrolment, whole: Document, step: Step, *, is_running: bool) -> None:
    person = identity.person(row.person_id) if step.until_local is not None else None
    made = contact(row, whole, context=row.context, zone=person.timezone if person else "UTC")
    if not is_running:
        made.due_at = made.not_after + timing.SLACK
    add([made])


def _finish(row: Enrolment, reason: str, *, state: str, at: datetime) -> None:
    row.state, row.reason, row.ended_at = state, reason, at
    row.save(update_fields=["state", "reason", "ended_at"])
