"""What people have allowed, and who has used their data."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import get_language

from zhiyin.identity import queries as identity
from zhiyin.kit.asking import Question
from zhiyin.privacy.models import Consent, DataUse
from zhiyin.privacy.purposes import PURPOSES

EVERY_CHANNEL = "*"

ALLOWS_SQL = """
select allowed, at, wording from privacy_consent where person_id = %s and purpose = %s and channel in (%s, '*')
 order by channel = '*', id desc limit 1
"""


# As above, of many people, purposes and channels at once.
PERMISSIONS_SQL = """
select distinct on (w.person_id, w.purpose, w.channel) w.person_id, w.purpose, w.channel, c.allowed, c.at, c.wording
  from unnest(%s::uuid[], %s::text[], %s::text[]) as w (person_id, purpose, channel)
  join privacy_consent c on c.person_id = w.person_id and c.purpose = w.purpose and c.channel in (w.channel, '*')
 order by w.person_id, w.purpose, w.channel, c.channel = '*', c.id desc
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """Whether a purpose may be served on a channel. `since` and `wording` are of the row that says so; None when nobody ever asked."""

    allowed: bool
    since: datetime | None
    wording: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """A yes or no of a person to a purpose on a channel ("*": every channel), at that moment."""

    person_id: UUID
    purpose: str
    channel: str
    allowed: bool
    wording: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentState:
    """One purpose as its person sees it. `needed`: it cannot be switched off."""

    purpose: str
    title: str
    text: str
    allowed: bool
    since: datetime | None
    needed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One use of a person's data. `by_name` and `role` are empty when the product itself did it."""

    at: datetime
    by_name: str
    role: str
    purpose: str
    what: str


def allows(person_id: UUID, purpose: str, *, channel: str) -> Permission:
    """Whether that purpose may be served to the person on the channel, now.

    What was last said of exactly this channel wins over what was last said of every channel; nothing said is a no. A needed purpose is always
    allowed. One statement. Raises `KeyError` for a purpose that is not in `PURPOSES`.
    """
    if PURPOSES[purpose].needed:
        return Permission(allowed=True, since=None, wording=PURPOSES[purpose].wording)
    with connection.cursor() as cursor:
        cursor.execute(ALLOWS_SQL, [person_id, purpose, channel])
        allowed, since, wording = cursor.fetchone() or (False, None, None)
    return Permission(allowed=allowed, since=since, wording=wording)


Asked = tuple[UUID, str, str]


def permissions(asked: Iterable[Asked]) -> dict[Asked, Permission]:
    """As `allows`, for each of those people, purposes and channels. At most one statement. Raises `KeyError` as it does."""
    every = set(asked)
    needed = {each for each in every if PURPOSES[each[1]].needed}
    said = {each: Permission(allowed=each in needed, since=None, wording=PURPOSES[each[1]].wording if each in needed else None) for each in every}
    open_questions = list(every - needed)
    if open_questions:
        with connection.cursor() as cursor:
            cursor.execute(PERMISSIONS_SQL, [list(column) for column in zip(*open_questions, strict=True)])
            rows = cursor.fetchall()
        said |= {(row[0], row[1], row[2]): Permission(allowed=row[3], since=row[4], wording=row[5]) for row in rows}
    return said


def sayings(person_ids: Iterable[UUID]) -> dict[UUID, list[Saying]]:
    """Everything that these people ever said, in its order. One statement."""
    names = ("person_id", "purpose", "channel", "allowed", "wording", "at")
    found: dict[UUID, list[Saying]] = {}
    for row in Consent.objects.filter(person_id__in=set(person_ids)).order_by("id").values_list(*names):
        found.setdefault(row[0], []).append(Saying(**dict(zip(names, row, strict=True))))
    return found


def settled(said: Iterable[Saying], *, purpose: str, channel: str) -> Permission:
    """What `allows` would answer if these were a person's sayings, in their order. No SQL. Raises `KeyError` as it does."""
    if PURPOSES[purpose].needed:
        return Permission(allowed=True, since=None, wording=PURPOSES[purpose].wording)
    last = {each.channel: each for each in said if each.purpose == purpose}
    found = last.get(channel) or last.get(EVERY_CHANNEL)
    return Permission(allowed=found.allowed, since=found.at, wording=found.wording) if found else Permission(allowed=False, since=None, wording=None)


def allowing(person_id: UUID, purpose: str, *, channel: str) -> Question[bool]:
    """As `allows`, yes or no, to be asked together with other questions. Raises `KeyError` for a purpose that is not in `PURPOSES`."""
    needed = PURPOSES[purpose].needed
    return Question(((ALLOWS_SQL, (person_id, purpose, channel)),), lambda rows: needed or bool(rows and rows[0]["allowed"]))


def consents(person_id: UUID, *, language: str | None = None) -> tuple[ConsentState, ...]:
    """Every purpose in its order, in that language (the page's when None), allowed or not on channels in general. One statement."""
    spoken = language or get_language() or "en"
    last = {row.purpose: row for row in _last(person_id).filter(channel=EVERY_CHANNEL)}
    return tuple(
        ConsentState(
            purpose=purpose.code,
            title=purpose.title(spoken),
            text=purpose.text(spoken),
            allowed=purpose.needed or (purpose.code in last and last[purpose.code].allowed),
            since=last[purpose.code].at if purpose.code in last else None,
            needed=purpose.needed,
        )
        for purpose in PURPOSES.values()
    )


def uses_of(person_id: UUID, limit: int) -> tuple[Use, ...]:
    """Who has used the person's data, the newest first. Two statements."""
    rows = tuple(DataUse.objects.filter(person_id=person_id).order_by("-id")[:limit])
    names = identity.people(row.by_id for row in rows if row.by_id)
    return tuple(
        Use(at=row.at, by_name=names[row.by_id].name if row.by_id in names else "", role=row.role, purpose=row.purpose, what=row.what) for row in rows
    )


def _last(person_id: UUID) -> QuerySet[Consent]:
    """The rows that hold: the newest of each purpose and channel."""
    return Consent.objects.filter(person_id=person_id).order_by("purpose", "channel", "-id").distinct("purpose", "channel")
