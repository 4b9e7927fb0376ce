"""Trying a journey before it is launched: on what happened, and on who is there now. Nothing is written."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Max, Q

from zhiyin.channels.queries import reachable
from zhiyin.events import Event
from zhiyin.events.money import PaymentCompleted
from zhiyin.events.voice import AnswerGiven
from zhiyin.experiments import queries as experiments
from zhiyin.followups.journeys import kept, timing
from zhiyin.followups.journeys.facts import FACTS
from zhiyin.followups.journeys.steps import EACH, Document, Schedule
from zhiyin.followups.models import Enrolment, FollowUp, JourneyVersion
from zhiyin.followups.queries import calls
from zhiyin.followups.queries.budgets import budgets_said, looking_back
from zhiyin.followups.queries.policies import policy
from zhiyin.followups.replaying.living import Told, live
from zhiyin.followups.replaying.results import Replay, told
from zhiyin.followups.replaying.world import World
from zhiyin.followups.services.planning import Plan
from zhiyin.followups.services.publishing import NoSuchJourney, checked
from zhiyin.followups.services.snapshots import CALL, HOLDOUT, INBOX, contacts_of
from zhiyin.followups.services.sweeping import pages, within
from zhiyin.identity import queries as identity
from zhiyin.kit.ids import derived
from zhiyin.outbox import queries as outbox
from zhiyin.privacy import queries as privacy
from zhiyin.support import queries as support
from zhiyin.surveys import queries as surveys

ALWAYS = ("AnswerGiven", "CaseOpened", "CaseClosed", "ConsentWithdrawn")
MEASURED = timedelta(days=90)


def replay(code: str, *, since: datetime, until: datetime) -> Replay:
    """What the journey's draft (its present version without one) would have come to from `since` on and before `until`, beside the others that run.

    Payments that were taken over from an earlier wallet count as if they had been made here. What begins because somebody comes into a group or
    leaves it is not replayed: who was in it when is known no more. Raises `NoSuchJourney`, and `DocumentRefused` for a draft that cannot be used.
    Repeats: the same.
    """
    world = stage(code)
    facts = rehearse(world, since=since, until=until)
    with kept.trying(_documents(world)):
        return told(world, code, span=(since, until), zone=settings.CONFIG.timezone, facts=facts, rates=_rates(code, until))


def dry_run(code: str, *, at: datetime, days: int) -> Replay:
    """Whom the journey's draft would reach in the days to come if nothing new happened: by the calendar, and by people who come into its group or
    leave it while nobody pays. Raises as `replay` does. Repeats: the same.
    """
    world, until = stage(code), at + timedelta(days=days)
    whole = world.journeys[code]
    ahead = [*_calendar(world, at, until), *_moving(whole, at, days)]
    _meet(world, {plan.person_id for _, plans in ahead for plan in plans}, since=at, until=at)
    with kept.trying(_documents(world)):
        live(world, Told(iter(())), sorted(ahead, key=lambda each: each[0]), until=until, moments=None)
        return told(world, code, span=(at, until), zone=settings.CONFIG.timezone, facts=0, rates=_rates(code, at))


def rehearse(world: World, *, since: datetime, until: datetime, moments: Iterable[datetime] | None = None) -> int:
    """The world has lived through the facts of that time; how many those were. `moments`: when the worker looked.

    Repeats: on a new world the same.
    """
    facts = Told(_heard(world, since, until))
    calendar = _calendar(world, since, until)
    _meet(world, {plan.person_id for _, plans in calendar for plan in plans}, since=since, until=until)
    with kept.trying(_documents(world)):
        live(world, facts, calendar, until=until, moments=moments)
    return facts.heard


def stage(code: str) -> World:
    """An empty world in which the journeys run that run now, and this one in its draft. Raises as `replay` does. Repeats: the same."""
    row = JourneyVersion.objects.filter(code=code).order_by("-number").first()
    if row is None:
        raise NoSuchJourney
    journeys = dict(kept.running(surely=True)) | {code: checked(row.text)}
    numbers = {each: row.number if each == code else kept.present(each) for each in journeys}
    asking = {step.survey for whole in journeys.values() for step in whole.steps if step.survey}
    return World(
        journeys=journeys,
        numbers=numbers,
        policy=policy(),
        percents={name: experiments.percent(name) for name in (HOLDOUT, *(f"{HOLDOUT}:{each}" for each in journeys))},
        scales={survey: kept.scale(survey) for survey in asking},
    )


def _documents(world: World) -> dict[tuple[str, int], Document]:
    return {(code, world.numbers[code]): whole for code, whole in world.journeys.items()}


def _heard(world: World, since: datetime, until: datetime) -> Iterator[Event]:
    """The facts, a page at a time: before a page is handed out, its people are known."""
    wanted = {whole.start.event for whole in world.journeys.values()} | {name for whole in world.journeys.values() for name in whole.cancel_on}
    wanted |= {step.wait_for for whole in world.journeys.values() for step in whole.steps} | set(ALWAYS)
    for page in outbox.past(wanted - {""}, since=since, until=until):
        _meet(world, {person_id for event in page for person_id in _people(event)}, since=since, until=until)
        cases = support.cases_by_ids({event.case_id for event in page if hasattr(event, "case_id")} - set(world.cases))
        world.cases |= {case_id: replace(case, state="open") for case_id, case in cases.items()}
        world.meant |= _meant({event.answer_id for event in page if isinstance(event, AnswerGiven)})
        for event in page:
            yield replace(event, imported=False) if isinstance(event, PaymentCompleted) and event.imported else event


def _meant(answer_ids: Collection[UUID]) -> dict[UUID, tuple[UUID, str, UUID]]:
    """To which of the questions that were really put these answers were given."""
    invitations = {answer_id: answer.invitation_id for answer_id, answer in surveys.answers(answer_ids).items()} if answer_ids else {}
    rows = FollowUp.objects.filter(invitation_id__in=invitations.values()).values_list("invitation_id", "person_id", "journey", "occasion")
    found = {row[0]: row[1:] for row in rows}
    return {answer_id: found[invitation] for answer_id, invitation in invitations.items() if invitation in found}


def _people(event: Event) -> Iterable[UUID]:
    fact = FACTS.get(type(event).__name__)
    return fact.people(event) if fact else (event.person_id,) if hasattr(event, "person_id") else ()


def _meet(world: World, person_ids: Collection[UUID], *, since: datetime, until: datetime) -> None:
    """What is known of people who come up for the first time: as it was then, where that is on record."""
    new = set(person_ids) - world.people.keys()
    if not new:
        return
    world.people |= identity.people(new)
    world.sayings |= privacy.sayings(new)
    world.budgets |= budgets_said(new)
    longest = looking_back(world.policy, [budget for said in world.budgets.values() for _, budget in said])
    for person_id, found in contacts_of(new, since=since - longest).items():
        world.contacts[person_id] = [contact for contact in found if contact.at < since]
    for case in support.unsolved_at(new, since):
        world.cases[case.id] = replace(case, state="open")
        world.unsolved[case.person_id].add(case.id)
    world.reachable |= _ways(world, new)
    _who_came_before(world, new, since)
    for code, whole in world.journeys.items():
        if not whole.start.only.is_everybody:
            world.fitting.setdefault(code, set()).update(within(whole.start.only, new, at=until))


def _ways(world: World, person_ids: Collection[UUID]) -> Mapping[UUID, frozenset[str]]:
    channels = {channel for whole in world.journeys.values() for step in whole.steps for channel in step.channels}
    if INBOX.issuperset(channels):
        return {}
    to_call = calls.callable_people(person_ids) if CALL in channels else frozenset()
    return {person_id: ways | {CALL} if person_id in to_call else ways for person_id, ways in reachable(person_ids).items()}


def _who_came_before(world: World, person_ids: Collection[UUID], since: datetime) -> None:
    ruled = [code for code, whole in world.journeys.items() if whole.again != EACH]
    rows = Enrolment.objects.filter(person_id__in=person_ids, journey__in=ruled, entered_at__lt=since)
    for code, person_id, last in rows.values_list("journey", "person_id").annotate(last=Max("entered_at")):
        world.last_entered[code, person_id] = last


def _calendar(world: World, since: datetime, until: datetime) -> list[tuple[datetime, list[Plan]]]:
    """Whom the calendar has begin a journey in that time, and when."""
    found = []
    scheduled = [(code, whole, whole.start.schedule) for code, whole in world.journeys.items() if whole.start.schedule]
    for zone in identity.timezones() if scheduled else ():
        for code, whole, schedule in scheduled:
            people = sorted(person_id for page in pages(whole.start.only, until, zone=zone) for person_id in page)
            for moment in _named(schedule, zone, since, until):
                occasion = derived("calendar", code, moment.astimezone(ZoneInfo(zone)).date().isoformat())
                found.append((moment, [_plan(code, person_id, occasion, moment) for person_id in people]))
    return sorted(found, key=lambda each: each[0])


def _named(schedule: Schedule, zone: str, since: datetime, until: datetime) -> list[datetime]:
    """The moments that the schedule names there in that time."""
    days = (since + timedelta(days=day) for day in range((until - since).days + 3))
    moments = {timing.latest(schedule, day, zone=zone) for day in days}
    return sorted(moment for moment in moments if moment is not None and since <= moment < until)


def _moving(whole: Document, at: datetime, days: int) -> list[tuple[datetime, list[Plan]]]:
    """Who comes into the journey's group, or leaves it, on each of the days to come while nobody does anything."""
    segment = whole.start.enters or whole.start.leaves
    if segment is None:
        return []
    there = {person_id for page in pages(segment, at) for person_id in page}
    found = []
    for day in (at + timedelta(days=number + 1) for number in range(days)):
        then = {person_id for page in pages(segment, day) for person_id in page}
        moved = sorted(then - there if whole.start.enters else there - then)
        occasion, there = derived("segment", whole.code, day.isoformat()), then
        found.append((day, [_plan(whole.code, person_id, occasion, day) for person_id in moved]))
    return found


def _plan(code: str, person_id: UUID, occasion: UUID, at: datetime) -> Plan:
    return Plan(journey=code, person_id=person_id, occasion=occasion, about_id=occasion, at=at)


def _rates(code: str, until: datetime) -> dict[str, tuple[int, int]]:
    """Of the questions that this journey put in ninety days (any journey, while it has put none), by channel: how many, and how many answered."""
    asked = FollowUp.objects.filter(invitation_id__isnull=False, sent_at__gte=until - MEASURED, sent_at__lt=until)
    own = asked.filter(journey=code)
    rows = (own if own.exists() else asked).values("channel").order_by()
    return {row["channel"]: (row["put"], row["said"]) for row in rows.annotate(put=Count("id"), said=Count("id", filter=Q(state="answered")))}
