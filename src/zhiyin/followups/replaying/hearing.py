"""What facts and time do to journeys in a replay."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from zhiyin.events import Event
from zhiyin.events.people import ConsentWithdrawn
from zhiyin.events.voice import AnswerGiven, CaseClosed, CaseOpened
from zhiyin.followups.journeys import going, timing
from zhiyin.followups.journeys.facts import FACTS, meets
from zhiyin.followups.journeys.steps import END
from zhiyin.followups.models import Enrolment, FollowUp
from zhiyin.followups.replaying.deciding import cancel
from zhiyin.followups.replaying.world import World
from zhiyin.followups.services.hearing import entries
from zhiyin.followups.services.planning import Plan, contact, ends_at, enrolment
from zhiyin.privacy.queries import settled

EVERY_CHANNEL = "*"


def hear(world: World, events: Sequence[Event]) -> None:
    """Every journey has heard these facts, in the order in which live does: what was taken back holds at once; then begun, ended, gone on."""
    _note_cases(world, events)
    for event in events:
        if isinstance(event, ConsentWithdrawn) and event.channel == EVERY_CHANNEL:
            _fall_silent(world, event)
    by_kind: defaultdict[str, list[Event]] = defaultdict(list)
    for event in events:
        by_kind[type(event).__name__].append(event)
    for name, told in by_kind.items():
        _begin(world, name, told)
    for name, told in by_kind.items():
        if name in FACTS:
            _end(world, name, told)
            _happen(world, name, told)
    answers = [event for event in events if isinstance(event, AnswerGiven)]
    for answer in answers:
        _lead_on(world, answer)
    for answer in answers:
        _note_answer(world, answer)


def _begin(world: World, name: str, told: Sequence[Event]) -> None:
    for whole in world.journeys.values():
        if whole.start.event == name:
            begin(world, [each for event in told if meets(event, whole.start.where) for each in entries(whole.code, event)])


def look(world: World, at: datetime) -> int:
    """Those whose step is over have gone on, or are done; how many. Repeats: 0."""
    rows = world.to_look_at(at)
    for row in rows:
        whole = world.journeys[row.journey]
        made = world.made.get((row.person_id, f"{row.journey} {row.step}", row.occasion))
        how = going.seen(whole.step(row.step), made, at=at)
        if how.left:
            world.end(row)
        elif how.again:
            world.look_again(row, how.again)
        else:
            _go(world, row, how.outcome, at)
    return len(rows)


def begin(world: World, plans: Sequence[Plan]) -> None:
    """Whom the journeys let in have begun them."""
    for each in plans:
        whole, person = world.journeys[each.journey], world.people.get(each.person_id)
        before = world.last_entered.get((each.journey, each.person_id))
        outside = not whole.start.only.is_everybody and each.person_id not in world.fitting.get(each.journey, ())
        if person is None or outside or not going.lets_in(whole, before=before, at=each.at):
            continue
        row = enrolment(each, whole, number=world.numbers[each.journey])
        if not world.enter(row):
            continue
        world.last_entered[each.journey, each.person_id] = each.at
        if not whole.steps[0].wait_for:
            world.plan(contact(row, whole, context=each.context, zone=person.timezone))


def _note_cases(world: World, events: Iterable[Event]) -> None:
    for event in events:
        if isinstance(event, CaseOpened):
            world.unsolved[event.person_id].add(event.case_id)
        elif isinstance(event, CaseClosed):
            world.unsolved[event.person_id].discard(event.case_id)
            if event.case_id in world.cases:
                world.cases[event.case_id] = replace(world.cases[event.case_id], state="closed")
        elif isinstance(event, AnswerGiven):
            world.answered[event.person_id, event.survey, event.about_id] = event.at


def _end(world: World, name: str, told: Sequence[Event]) -> None:
    """Those whom such a fact takes out of a journey leave it, and what was planned for them is called off."""
    fact = FACTS[name]
    codes = {code for code, whole in world.journeys.items() if name in whole.cancel_on}
    if not codes:
        return
    by_thing = fact.ends == "thing"
    latest: dict[UUID, datetime] = {}
    for event in told:
        for key in (fact.thing(event),) if by_thing else fact.people(event):
            latest[key] = max(event.at, latest.get(key, event.at))
    held = world.about if by_thing else world.of_person
    rows = [row for key in latest for row in held.get(key, {}).values() if row.journey in codes]
    gone = [row for row in rows if row.entered_at <= latest[row.about_id if by_thing else row.person_id]]
    for row in gone:
        mine = [each for each in world.waiting.get(row.person_id, {}).values() if _belongs(each, row)]
        cancel(world, mine, name, max(latest.values()))
        world.end(row)


def _belongs(made: FollowUp, entry: Enrolment) -> bool:
    mine = made.occasion == entry.occasion or made.context.get("entry") == str(entry.occasion)
    return mine and made.journey == entry.journey and made.person_id == entry.person_id


def _happen(world: World, name: str, told: Sequence[Event]) -> None:
    """Those who wait for such a fact go on."""
    if not any(step.wait_for == name for whole in world.journeys.values() for step in whole.steps):
        return
    heard_of: defaultdict[UUID, list[Event]] = defaultdict(list)
    for event in told:
        for person_id in FACTS[name].people(event):
            heard_of[person_id].append(event)
    for person_id, mine in heard_of.items():
        for row in list(world.of_person.get(person_id, {}).values()):
            step = world.journeys[row.journey].step(row.step)
            if step.wait_for == name and (at := going.happened(step, mine, occasion=row.occasion, since=row.step_at)):
                _go(world, row, going.HAPPENED, at)


def _lead_on(world: World, answer: AnswerGiven) -> None:
    asked = world.question(answer)
    if asked is None:
        return
    entry = UUID(asked.context["entry"]) if "entry" in asked.context else asked.occasion
    whole = world.journeys[asked.journey]
    for row in list(world.of_person.get(answer.person_id, {}).values()):
        at_step = row.step == asked.context.get("step", whole.steps[0].code)
        if (row.journey, row.occasion) == (asked.journey, entry) and at_step:
            _go(world, row, going.degree(answer.value, world.scales[answer.survey]), answer.at)


def _note_answer(world: World, answer: AnswerGiven) -> None:
    asked = world.question(answer)
    if asked is not None and asked.state in ("sent", "stopped"):
        asked.state = "answered"


def _fall_silent(world: World, event: ConsentWithdrawn) -> None:
    """What was planned on a consent that was taken back is called off, and what was sent asks no more."""
    said = [each for each in world.sayings.get(event.person_id, ()) if each.at <= event.at]
    if settled(said, purpose=event.purpose, channel=EVERY_CHANNEL).allowed:
        return
    mine = world.waiting.get(event.person_id, {}).values()
    cancel(world, [row for row in mine if row.purpose == event.purpose and row.triggered_at <= event.at], "stopped", event.at)
    for entry in world.of_person.get(event.person_id, {}).values():
        made = world.made.get((entry.person_id, f"{entry.journey} {entry.step}", entry.occasion))
        if made is not None and made.purpose == event.purpose and made.state == "sent":
            made.state = "stopped"
    for row in world.originals.values():
        if row.person_id == event.person_id and row.purpose == event.purpose and row.state == "sent":
            row.state = "stopped"


def _go(world: World, row: Enrolment, outcome: str, at: datetime) -> None:
    """To the step that the outcome leads to, or to the end."""
    whole = world.journeys[row.journey]
    target = going.leads_to(whole.step(row.step), outcome)
    if target == END:
        world.end(row)
        return
    step = whole.step(target)
    begins = timing.begins(step, at, ends_at=ends_at(row.context))
    row.step, row.step_at = target, begins
    world.look_again(row, timing.look(step, begins))
    if not step.wait_for:
        world.plan(contact(row, whole, context=row.context, zone=world.people[row.person_id].timezone))
