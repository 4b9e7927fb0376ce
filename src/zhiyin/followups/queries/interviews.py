"""Talks: when somebody is free, what is offered and booked, and the calendar's file."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta
from importlib import import_module
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from zhiyin.followups import models
from zhiyin.identity import queries as identity

LENGTH, NOTICE, DAYS = timedelta(minutes=30), timedelta(hours=2), 14
NO_TALK = UUID(int=0)
WORDS = {"en": ("A talk with Zhiyin", "Join here: {url}"), "zh": ("和知音面对面", "在这里加入：{url}")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A time at which a talk can be booked, and the agents who are free then."""

    starts_at: datetime
    ends_at: datetime
    agents: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferLine:
    """An offer that its person may use."""

    id: UUID
    topic: str
    expires_at: datetime
    after_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A talk. `state`: booked | held | no_show | cancelled; `*_records`: what each said to recording, None before they were asked."""

    id: UUID
    offer_id: UUID
    person_id: UUID
    agent_id: UUID
    starts_at: datetime
    ends_at: datetime
    state: str
    sequence: int
    changed_at: datetime
    notes: str
    person_records: bool | None
    agent_records: bool | None

    @property
    def may_record(self) -> bool:
        """Whether both said yes."""
        return bool(self.person_records and self.agent_records)


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursLine:
    """Hours of every week."""

    id: int
    weekday: int
    starts: time
    ends: time


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLine:
    """A day with other hours than every week; without times, with none."""

    day: date
    starts: time | None
    ends: time | None


def slots(at: datetime) -> tuple[Slot, ...]:
    """The times of the next fourteen days at which somebody is free, two hours ahead at least. Four statements."""
    return _slots(at, NO_TALK)


def slot(starts_at: datetime, at: datetime, *, besides: UUID = NO_TALK) -> Slot | None:
    """The slot that begins then, None when nobody is free; the talk `besides` counts as not booked. Four statements."""
    return next((each for each in _slots(at, besides) if each.starts_at == starts_at), None)


def offers_of(person_id: UUID, at: datetime) -> tuple[OfferLine, ...]:
    """What the person may still book, the newest first. One statement."""
    used = models.Interview.objects.exclude(state="cancelled").values("offer_id")
    rows = models.Offer.objects.filter(person_id=person_id, expires_at__gt=at).exclude(id__in=used).order_by("-made_at")
    return tuple(OfferLine(id=row.id, topic=row.topic, expires_at=row.expires_at, after_id=row.after_id) for row in rows)


def offer(offer_id: UUID, person_id: UUID) -> OfferLine | None:
    """That offer if it is this person's, used or not; else None. One statement."""
    row = models.Offer.objects.filter(id=offer_id, person_id=person_id).first()
    return OfferLine(id=row.id, topic=row.topic, expires_at=row.expires_at, after_id=row.after_id) if row else None


def talks_of(person_id: UUID, *, limit: int = 20) -> tuple[Talk, ...]:
    """The person's talks, the latest first. One statement."""
    return _talks(models.Interview.objects.filter(person_id=person_id).order_by("-starts_at")[:limit])


def talks_with(agent_id: UUID, *, limit: int = 50) -> tuple[Talk, ...]:
    """The agent's talks, the latest first. One statement."""
    return _talks(models.Interview.objects.filter(agent_id=agent_id).order_by("-starts_at")[:limit])


def talk(interview_id: UUID, one_of_them: UUID) -> Talk | None:
    """That talk if this is its person or its agent, else None. One statement."""
    found = _talks(models.Interview.objects.filter(id=interview_id))
    return found[0] if found and one_of_them in (found[0].person_id, found[0].agent_id) else None


def hours_of(agent_id: UUID) -> tuple[HoursLine, ...]:
    """The agent's hours of every week, Monday first. One statement."""
    rows = models.Hours.objects.filter(agent_id=agent_id).order_by("weekday", "starts")
    return tuple(HoursLine(id=row.id, weekday=row.weekday, starts=row.starts, ends=row.ends) for row in rows)


def other_days_of(agent_id: UUID, since: date) -> tuple[DayLine, ...]:
    """The agent's days that are not like every week, from that day on. One statement."""
    rows = models.OtherDay.objects.filter(agent_id=agent_id, day__gte=since).order_by("day")
    return tuple(DayLine(day=row.day, starts=row.starts, ends=row.ends) for row in rows)


def read(row: models.Interview) -> Talk:
    """A talk as it stands in that row, for whoever holds it. No SQL."""
    return Talk(**{field.name: getattr(row, field.name) for field in fields(Talk)})


def address(interview_id: UUID) -> str:
    """Where the talk's own page lies. No SQL."""
    return f"{settings.CONFIG.origin}/talks/{interview_id}/"


def calendar_file(told: Talk, *, url: str, language: str, zone: str) -> bytes:
    """The talk as calendars read it (RFC 5545), in that zone: a request or a cancellation; the highest `sequence` holds.

    The attendee stands in it by id; a mail names its own address instead.
    """
    ical = import_module("icalendar")  # only who saves one pays for loading it
    title, where = WORDS["zh" if language.startswith("zh") else "en"]
    place, is_off = ZoneInfo(zone), told.state == "cancelled"
    event = ical.Event()
    event.add("uid", f"{told.id}@zhiyin")
    event.add("sequence", told.sequence)
    event.add("dtstamp", told.changed_at.astimezone(UTC))
    event.add("dtstart", told.starts_at.astimezone(place))
    event.add("dtend", told.ends_at.astimezone(place))
    event.add("summary", title)
    event.add("description", where.format(url=url))
    event.add("url", url)
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    event.add("organizer", f"mailto:{settings.DEFAULT_FROM_EMAIL}")
    event.add("attendee", f"urn:uuid:{told.person_id}", parameters={"PARTSTAT": "ACCEPTED"})  # who books has accepted: no reply is asked for
    calendar = ical.Calendar()
    calendar.add("prodid", "-//Zhiyin//talks//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if is_off else "REQUEST")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _slots(at: datetime, besides: UUID) -> tuple[Slot, ...]:
    weekly = tuple(models.Hours.objects.order_by("agent_id"))
    others = tuple(models.OtherDay.objects.filter(day__gte=at.date() - timedelta(days=1)))
    with_time = {row.agent_id for row in weekly} | {row.agent_id for row in others}
    agents = {each.id: each for each in identity.people(with_time).values() if each.is_staff}
    booked = models.Interview.objects.filter(state="booked", ends_at__gt=at, agent_id__in=agents).exclude(id=besides)
    busy: dict[UUID, list[tuple[datetime, datetime]]] = {}
    for agent_id, starts_at, ends_at in booked.values_list("agent_id", "starts_at", "ends_at"):
        busy.setdefault(agent_id, []).append((starts_at, ends_at))
    free: dict[datetime, list[UUID]] = {}
    for agent in agents.values():
        theirs = busy.get(agent.id, [])
        for start in _starts(agent, weekly, others, at):
            if start >= at + NOTICE and not any(begins < start + LENGTH and start < ends for begins, ends in theirs):
                free.setdefault(start, []).append(agent.id)
    return tuple(Slot(starts_at=start, ends_at=start + LENGTH, agents=tuple(sorted(free[start]))) for start in sorted(free))


def _starts(agent: identity.Person, weekly: Iterable[models.Hours], others: Iterable[models.OtherDay], at: datetime) -> Iterator[datetime]:
    """When a talk with the agent could begin, on the wall clock of their zone: an hour that a change of clocks leaves out has none."""
    place = ZoneInfo(agent.timezone)
    exceptions: Mapping[date, models.OtherDay] = {row.day: row for row in others if row.agent_id == agent.id}
    today = at.astimezone(place).date()
    for day in (today + timedelta(days=ahead) for ahead in range(DAYS + 1)):
        other = exceptions.get(day)
        spans = [other] if other else [row for row in weekly if row.agent_id == agent.id and row.weekday == day.weekday()]
        for span in spans:
            yield from _within(span.starts, span.ends, day, place)


def _within(starts: time | None, ends: time | None, day: date, place: ZoneInfo) -> Iterator[datetime]:
    if starts is None or ends is None:
        return
    moment = datetime.combine(day, starts)
    while moment + LENGTH <= datetime.combine(day, ends):
        real = moment.replace(tzinfo=place).astimezone(UTC)
        if real.astimezone(place).replace(tzinfo=None) == moment:
            yield real
        moment += LENGTH


def _talks(rows: Iterable[models.Interview]) -> tuple[Talk, ...]:
    return tuple(read(row) for row in rows)
