"""Journeys that begin by the calendar, or because somebody came into a group of people or left it."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from zhiyin.followups.journeys import timing
from zhiyin.followups.journeys.steps import Document, Schedule, Segment
from zhiyin.followups.models import JourneyDeed, JourneySweep, SegmentMember, add
from zhiyin.followups.services.planning import Plan, plan, running_now
from zhiyin.identity import queries as identity
from zhiyin.kit.ids import derived
from zhiyin.profiles import queries as profiles

PAGE = 2_000


def begin_by_calendar(at: datetime) -> int:
    """Whose time of the calendar has come, where they are, has begun its journeys; how many. Repeats: 0."""
    with transaction.atomic():
        due = [(whole, whole.start.schedule) for whole in running_now().values() if whole.start.schedule]
    zones = identity.timezones() if due else ()
    return sum(_begin(whole, schedule, zone, at) for whole, schedule in due for zone in zones)


def watch_segments(at: datetime) -> int:
    """Whoever came into a segment that a journey watches, or left it, has begun the journey; how many. Those who are in it when it is first
    looked at did not come in. Repeats: 0.
    """
    with transaction.atomic():
        watched = [whole for whole in running_now().values() if whole.start.enters or whole.start.leaves]
    return sum(_watch(whole, at) for whole in watched)


def within(segment: Segment, person_ids: Collection[UUID], *, at: datetime) -> set[UUID]:
    """Those of the people who are in the segment at that moment. Repeats: the same."""
    return {person_id for page in pages(segment, at, among=person_ids) for person_id in page}


@transaction.atomic
def _begin(whole: Document, schedule: Schedule, zone: str, at: datetime) -> int:
    moment = timing.latest(schedule, at, zone=zone)
    if moment is None or _younger(whole.code, moment):
        return 0
    _, first = JourneySweep.objects.get_or_create(journey=whole.code, zone=zone, moment=moment)
    if not first:
        return 0
    occasion = derived("calendar", whole.code, moment.astimezone(ZoneInfo(zone)).date().isoformat())
    people = [person_id for page in pages(whole.start.only, at, zone=zone) for person_id in page]
    return _plan(whole.code, people, occasion, at=moment)


@transaction.atomic
def _watch(whole: Document, at: datetime) -> int:
    segment = whole.start.enters or whole.start.leaves
    assert segment is not None  # noqa: S101  whoever calls has looked
    known = set(SegmentMember.objects.select_for_update().filter(journey=whole.code).values_list("person_id", flat=True))
    present = {person_id for page in pages(segment, at) for person_id in page}
    came, went = sorted(present - known), sorted(known - present)
    add([SegmentMember(journey=whole.code, person_id=person_id, since=at) for person_id in came])
    SegmentMember.objects.filter(journey=whole.code, person_id__in=went).delete()
    _, first = JourneySweep.objects.get_or_create(journey=whole.code, zone="", defaults={"moment": at})
    moved = came if whole.start.enters else went
    return 0 if first else _plan(whole.code, moved, derived("segment", whole.code, at.isoformat()), at=at)


def _plan(code: str, people: Collection[UUID], occasion: UUID, *, at: datetime) -> int:
    return plan([Plan(journey=code, person_id=person_id, occasion=occasion, about_id=occasion, at=at) for person_id in people])


def _younger(code: str, moment: datetime) -> bool:
    """Whether staff published the journey, or switched it on, only after that moment."""
    begun = JourneyDeed.objects.filter(code=code, what__in=("published", "resumed"), by__isnull=False).order_by("-id").first()
    return begun is not None and begun.at > moment


def pages(segment: Segment, at: datetime, *, zone: str = "", among: Collection[UUID] | None = None) -> Iterator[set[UUID]]:
    """The people of the segment, a page at a time; of a zone, or among some. Repeats: as it is then."""
    joined = (_ago(at, segment.joined_days_at_least), _ago(at, segment.joined_days_at_most))
    after: UUID | None = None
    while True:
        page = identity.members(after=after, limit=PAGE, zone=zone, language=segment.language, joined=joined, among=among)
        if not page:
            return
        after = page[-1]
        yield _paying(segment, page, at)


def _paying(segment: Segment, page: Collection[UUID], at: datetime) -> set[UUID]:
    said = (segment.payments_at_least, segment.payments_at_most, segment.silent_days_at_least, segment.silent_days_at_most)
    if all(each is None for each in said):
        return set(page)
    last = (_ago(at, segment.silent_days_at_least), _ago(at, segment.silent_days_at_most))
    return profiles.paying(page, payments=(segment.payments_at_least, segment.payments_at_most), last=last)


def _ago(at: datetime, days: int | None) -> datetime | None:
    return None if days is None else at - timedelta(days=days)
