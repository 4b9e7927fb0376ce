"""Lists and stories of cases."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from zhiyin.identity import queries as identity
from zhiyin.support import models
from zhiyin.support.models import Case

PEOPLE_FOUND_MAX = 50
ORDERS = {"-number": ("number",), "due": ("due_at", "number"), "-due": ("-due_at", "-number")}


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """A case in a list. `state`: open | answered | closed; `solved`: what the person said of a closed one, None when nothing."""

    id: UUID
    number: int
    state: str
    solved: bool | None
    person_id: UUID
    subject_code: str
    about_kind: str
    about_id: UUID
    answer_id: UUID | None
    department: str
    owner_id: UUID | None
    opened_at: datetime
    due_at: datetime
    answered_at: datetime | None
    closed_at: datetime | None

    def is_late(self, at: datetime) -> bool:
        """Whether the person should have had our answer by then."""
        return self.state == Case.OPEN and at > self.due_at


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMessage:
    """A word in a case. `kind`: person | staff | system; a system note has `code` and `value` (`queries.note_text` says it), the others `text`."""

    id: UUID
    kind: str
    author_id: UUID | None
    text: str
    code: str
    value: int | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStory(CaseLine):
    """A case with all that was said, the oldest first."""

    messages: tuple[CaseMessage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many cases are in each state; `late` counts the open ones past their promise, `unowned` the open ones in nobody's hands."""

    open: int
    answered: int
    closed: int
    late: int
    unowned: int


def case(case_id: UUID) -> CaseStory | None:
    """That case with its thread, for staff; None when there is none. Two statements."""
    row = Case.objects.filter(id=case_id).first()
    return _story(row) if row else None


def person_case(case_id: UUID, person_id: UUID) -> CaseStory | None:
    """That case if it is this person's, else None. Two statements."""
    row = Case.objects.filter(id=case_id, person_id=person_id).first()
    return _story(row) if row else None


def cases(*, state: str = "", words: str = "", owner: UUID | None = None, limit: int = 50, before: int | None = None) -> tuple[CaseLine, ...]:
    """Cases, the newest number first: of a state, of an owner, with a number below `before`; `words` is a case's number, part of a person's name
    or handle, or part of what was said in it. At most two statements.
    """
    rows = _found(state, words, owner)
    return tuple(_line(row) for row in (rows.filter(number__lt=before) if before else rows).order_by("-number")[:limit])


def ordered_cases(order: str, *, of: tuple[str, UUID | None] = ("", None), words: str = "", limit: int = 50, skip: int = 0) -> tuple[CaseLine, ...]:
    """The same cases in another order, less the first `skip`: the oldest ("-number"), to be answered soonest ("due") or latest ("-due") first.

    `of`: of a state, of an owner. At most two statements. Raises `KeyError` for an order that there is not.
    """
    return tuple(_line(row) for row in _found(of[0], words, of[1]).order_by(*ORDERS[order])[skip : skip + limit])


def _found(state: str, words: str, owner: UUID | None) -> QuerySet[Case]:
    rows = Case.objects.all()
    if state:
        rows = rows.filter(state=state)
    if owner:
        rows = rows.filter(owner_id=owner)
    text = words.strip().replace("\x00", "")
    return rows.filter(_matching(text)) if text else rows


def cases_of(person_id: UUID, *, limit: int = 50) -> tuple[CaseLine, ...]:
    """The person's cases, the newest first. One statement."""
    return tuple(_line(row) for row in Case.objects.filter(person_id=person_id).order_by("-number")[:limit])


def last_replies(case_ids: Iterable[UUID], person_id: UUID) -> dict[UUID, str]:
    """What support last wrote in those of the cases that are this person's, by case. One statement."""
    if not (wanted := set(case_ids)):
        return {}
    said = models.CaseMessage.objects.filter(case_id__in=wanted, case__person_id=person_id, kind=models.CaseMessage.STAFF)
    return dict(said.order_by("case_id", "-id").distinct("case_id").values_list("case_id", "text"))


def cases_by_ids(case_ids: Iterable[UUID]) -> dict[UUID, CaseLine]:
    """Those cases, by id. One statement."""
    return {row.id: _line(row) for row in Case.objects.filter(id__in=set(case_ids))}


def unsolved(person_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Those of the people who have a case that is not closed, with the number of the newest one. One statement."""
    rows = Case.objects.filter(person_id__in=set(person_ids)).exclude(state=Case.CLOSED).order_by("number")
    return dict(rows.values_list("person_id", "number"))


def unsolved_at(person_ids: Iterable[UUID], at: datetime) -> tuple[CaseLine, ...]:
    """The cases of these people that were open or answered at that moment, as far as is on record: one that was closed and opened again since counts
    from its opening on. One statement.
    """
    rows = Case.objects.filter(Q(closed_at=None) | Q(closed_at__gte=at), person_id__in=set(person_ids), opened_at__lt=at)
    return tuple(_line(row) for row in rows.order_by("number"))


def counts(at: datetime) -> Counts:
    """How many cases there are in each state at that moment. One statement."""
    is_open = Q(state=Case.OPEN)
    return Counts(
        **Case.objects.aggregate(
            open=Count("id", filter=is_open),
            answered=Count("id", filter=Q(state=Case.ANSWERED)),
            closed=Count("id", filter=Q(state=Case.CLOSED)),
            late=Count("id", filter=is_open & Q(due_at__lt=at)),
            unowned=Count("id", filter=is_open & Q(owner=None)),
        )
    )


def _matching(words: str) -> Q:
    people = [person.id for person in identity.search_people(words, limit=PEOPLE_FOUND_MAX)]
    said = models.CaseMessage.objects.filter(text__icontains=words).values("case_id")
    number = words.removeprefix("#")
    by_number = Q(number=int(number)) if number.isascii() and number.isdigit() and len(number) < 18 else Q(pk__in=())
    return Q(person_id__in=people) | Q(id__in=said) | by_number


def _line(row: Case) -> CaseLine:
    return CaseLine(**{field.name: getattr(row, field.name) for field in fields(CaseLine)})


def _story(row: Case) -> CaseStory:
    names = [field.name for field in fields(CaseMessage)]
    said = row.messages.order_by("id").values(*names)
    return CaseStory(**{field.name: getattr(row, field.name) for field in fields(CaseLine)}, messages=tuple(CaseMessage(**each) for each in said))
