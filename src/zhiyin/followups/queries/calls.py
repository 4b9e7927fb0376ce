"""Calls: the queue, one call, a person's own, and when somebody may be called."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Case, Count, IntegerField, Max, Q, QuerySet, Value, When

from zhiyin.followups import models
from zhiyin.followups.decide.clocks import quiet_ends
from zhiyin.followups.models.calls import OPEN
from zhiyin.followups.queries.policies import policy
from zhiyin.identity import queries as identity
from zhiyin.privacy import queries as privacy

OPENS, CLOSES, DAYS, SATURDAY = 9, 18, 5, 5
NOTICE = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLine:
    """A call in a list. `state`: waiting | claimed | reached | refused | wrong_number | given_up | cancelled; `reason`: asked | case | follow_up."""

    id: UUID
    person_id: UUID
    reason: str
    purpose: str
    about_id: UUID | None
    topic: str
    value: float
    state: str
    made_at: datetime
    chosen_at: datetime | None
    due_at: datetime
    promised_at: datetime
    owner_id: UUID | None
    lease_until: datetime | None
    tries: int
    ended_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to call."""
        return self.state in OPEN

    def is_late(self, at: datetime) -> bool:
        """Whether the person should have been called by then."""
        return self.is_open and at > self.promised_at

    def is_free(self, at: datetime) -> bool:
        """Whether an agent may take it then."""
        return (self.state == "waiting" and self.due_at <= at) or (self.lease_until is not None and self.lease_until <= at)


@dataclass(frozen=True, slots=True, kw_only=True)
class TryLine:
    """One time an agent dialled."""

    agent_id: UUID
    outcome: str
    note: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CallCounts:
    """How many calls are open, may be made now, and are past their promise."""

    open: int
    due: int
    late: int


def queue(at: datetime, *, limit: int = 50) -> tuple[CallLine, ...]:
    """What may be taken now: past the promise first, then the most valuable, then the soonest promised. One statement."""
    return _lines(_ordered(models.Call.objects.filter(_free(at)), at)[:limit])


def open_calls(at: datetime, *, limit: int = 50) -> tuple[CallLine, ...]:
    """Every call that is not over, in the order of the queue. One statement."""
    return _lines(_ordered(models.Call.objects.filter(state__in=OPEN), at)[:limit])


def calls_of_agent(agent_id: UUID, *, limit: int = 50) -> tuple[CallLine, ...]:
    """What the agent holds, then what they made, the newest first. One statement."""
    tried = models.Try.objects.filter(agent_id=agent_id).values("call_id")
    mine = models.Call.objects.filter(Q(owner_id=agent_id) | Q(id__in=tried))
    return _lines(mine.order_by(Case(When(state="claimed", then=Value(0)), default=Value(1), output_field=IntegerField()), "-made_at")[:limit])


def ended_calls(*, limit: int = 50) -> tuple[CallLine, ...]:
    """The calls that are over, the last ended first. One statement."""
    return _lines(models.Call.objects.filter(ended_at__isnull=False).order_by("-ended_at")[:limit])


def calls_of(person_id: UUID, *, limit: int = 20) -> tuple[CallLine, ...]:
    """The person's calls, the newest first. One statement."""
    return _lines(models.Call.objects.filter(person_id=person_id).order_by("-made_at")[:limit])


def call(call_id: UUID) -> CallLine | None:
    """That call, for staff; None when there is none. One statement."""
    row = models.Call.objects.filter(id=call_id).first()
    return _line(row) if row else None


def tries(call_id: UUID) -> tuple[TryLine, ...]:
    """Every time somebody dialled, the oldest first. One statement."""
    rows = models.Try.objects.filter(call_id=call_id).order_by("id").values(*(field.name for field in fields(TryLine)))
    return tuple(TryLine(**row) for row in rows)


def number(call_id: UUID) -> str:
    """The number to dial; empty when there is none. Two statements. Raises `Call.DoesNotExist`."""
    row = models.Call.objects.only("number", "person_id").get(id=call_id)
    return row.number or identity.telephone(row.person_id)


def our_number() -> str:
    """From which number we call, as the operator set it; empty when they set none. No SQL."""
    return str(settings.CONFIG.call_number)


def counts(at: datetime) -> CallCounts:
    """How many calls stand how. One statement."""
    is_open = Q(state__in=OPEN)
    return CallCounts(
        **models.Call.objects.aggregate(
            open=Count("id", filter=is_open), due=Count("id", filter=_free(at)), late=Count("id", filter=is_open & Q(promised_at__lt=at))
        )
    )


def times(person_id: UUID, at: datetime) -> tuple[datetime, ...]:
    """The hours, by their beginning, in which the person may choose to be called: Monday to Friday, 09:00 to 18:00 where they are, outside quiet
    hours, for the next five days on which we call. Three statements.
    """
    spans, zone = _spans(person_id), _zone(person_id)
    place = ZoneInfo(zone)
    days = (at.astimezone(place).date() + timedelta(days=ahead) for ahead in range(2 * DAYS))
    working = [day for day in days if day.weekday() < SATURDAY][:DAYS]
    hours = (datetime.combine(day, time(hour), tzinfo=place).astimezone(UTC) for day in working for hour in range(OPENS, CLOSES))
    return tuple(hour for hour in hours if hour >= at + NOTICE and quiet_ends(hour, zone=zone, spans=spans) == hour)


def first_moment(person_id: UUID, at: datetime) -> datetime:
    """The first moment from `at` on at which it is not quiet where the person is. Three statements."""
    return quiet_ends(at, zone=_zone(person_id), spans=_spans(person_id))


def quiet_until(person_id: UUID, at: datetime) -> datetime | None:
    """When the quiet hours end that the person is in, on their clock; None when it is not quiet there. Three statements."""
    zone = _zone(person_id)
    ends = quiet_ends(at, zone=zone, spans=_spans(person_id))
    return None if ends == at else ends.astimezone(ZoneInfo(zone))


def may_call(person_id: UUID, purpose: str, *, reason: str) -> bool:
    """Whether we may telephone the person now. Who asked for the call may be called; others not after they said "do not call", and only for what
    they allow. Two statements at most.
    """
    if reason == "asked":
        return True
    said_no = models.Try.objects.filter(person_id=person_id, outcome="do_not_call").order_by("-id").values_list("at", flat=True).first()
    if said_no and not models.Call.objects.filter(person_id=person_id, reason="asked", made_at__gt=said_no).exists():
        return False
    return privacy.allows(person_id, purpose, channel="call").allowed


def callable_people(person_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of the people who have a confirmed number and have not said "do not call" since they last asked for a call. Three statements at most."""
    known = identity.numbers(person_ids) if person_ids else {}
    if not known:
        return frozenset()
    refused = models.Try.objects.filter(person_id__in=known, outcome="do_not_call").values("person_id").order_by()
    said_no = dict(refused.annotate(last=Max("at")).values_list("person_id", "last"))
    asked = models.Call.objects.filter(person_id__in=said_no, reason="asked").values("person_id").order_by()
    since = dict(asked.annotate(last=Max("made_at")).values_list("person_id", "last")) if said_no else {}
    return frozenset(person_id for person_id in known if person_id not in said_no or since.get(person_id, said_no[person_id]) > said_no[person_id])


def _free(at: datetime) -> Q:
    return Q(state="waiting", due_at__lte=at) | Q(state="claimed", lease_until__lte=at)


def _ordered(rows: QuerySet[models.Call], at: datetime) -> QuerySet[models.Call]:
    late = Case(When(promised_at__lt=at, then=Value(0)), default=Value(1), output_field=IntegerField())
    return rows.order_by(late, "-value", "promised_at", "id")


def _zone(person_id: UUID) -> str:
    who = identity.person(person_id)
    return who.timezone if who else "UTC"


def _spans(person_id: UUID) -> tuple[tuple[time, time], ...]:
    """The operator's quiet hours, and the person's own."""
    in_force = policy()
    own = models.Budget.objects.filter(person_id=person_id).order_by("-id").first()
    spans = ((in_force.quiet_from, in_force.quiet_until),)
    return (*spans, (own.quiet_from, own.quiet_until)) if own and own.quiet_from and own.quiet_until else spans


def _lines(rows: Iterable[models.Call]) -> tuple[CallLine, ...]:
    return tuple(_line(row) for row in rows)


def _line(row: models.Call) -> CallLine:
    return CallLine(**{field.name: getattr(row, field.name) for field in fields(CallLine)})
