"""What was asked and answered, told to the other rooms."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, QuerySet

from zhiyin.surveys.models import Answer, Invitation
from zhiyin.surveys.models import Survey as Questionnaire
from zhiyin.surveys.scales import SURVEYS, Survey

# Behind every card of the inbox, and the one on the first page.
INVITATIONS_SQL = """
select i.id, i.survey, i.about_kind, i.about_id, i.invited_at, i.closed_at, i.responded, a.id, a.value, a.text, a.first_at, a.at
  from surveys_invitation i left join surveys_answer a on a.invitation_id = i.id where i.id = any(%s::uuid[]) and i.person_id = %s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDetail:
    """An answer with its words. `first_at` is the first tap, `at` the last change; `text` may be empty."""

    id: UUID
    invitation_id: UUID
    person_id: UUID
    survey: str
    value: int
    text: str
    about_kind: str
    about_id: UUID
    first_at: datetime
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationDetail:
    """A question put to a person. `answer` is None until they tap; `closed_at` is set when it is asked no longer.

    `responded`: whether a questionnaire was begun, which has pages of its own and no `answer` here.
    """

    id: UUID
    survey: Survey
    about_kind: str
    about_id: UUID
    invited_at: datetime
    closed_at: datetime | None
    answer: AnswerDetail | None
    responded: bool = False

    @property
    def waits(self) -> bool:
        """Whether nobody has answered or begun to, and it is still asked."""
        return not (self.answer or self.responded or self.closed_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class StarSummary:
    """How many gave how many stars. `counts[0]` is one star; `mean` is None when nobody answered; `invited` counts those asked."""

    invited: int
    answered: int
    counts: tuple[int, int, int, int, int]
    mean: float | None


def survey(code: str) -> Survey:
    """The survey of that code: question, choices and their words; a questionnaire has no choices here. No SQL for stars and helped, else one
    statement. Raises `KeyError`.
    """
    return _surveys((code,))[code]


def invitation(invitation_id: UUID, person_id: UUID) -> InvitationDetail | None:
    """That question, if it was put to this person; else None. One statement."""
    return invitations((invitation_id,), person_id).get(invitation_id)


def invitations(invitation_ids: Iterable[UUID], person_id: UUID) -> dict[UUID, InvitationDetail]:
    """Those of the questions that were put to this person, by id. One statement, two if there are questionnaires among them."""
    if not (wanted := list(invitation_ids)):
        return {}
    with connection.cursor() as cursor:
        cursor.execute(INVITATIONS_SQL, [wanted, person_id])
        rows = cursor.fetchall()
    asked = _surveys({row[1] for row in rows})
    return {row[0]: _read(row, person_id, asked[row[1]]) for row in rows}


def unanswered(invitation_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Those of the invitations that nobody has answered or begun to answer, and that are still open. One statement."""
    rows = Invitation.objects.filter(id__in=list(invitation_ids), closed_at=None, answer=None, responded=False)
    return frozenset(rows.values_list("id", flat=True))


def about(person_id: UUID, about_kind: str, *, about_id: UUID) -> tuple[InvitationDetail, ...]:
    """The questions put to this person about that thing, the newest first. One statement, two if there are questionnaires among them."""
    rows = Invitation.objects.filter(person_id=person_id, about_kind=about_kind, about_id=about_id).select_related("answer")
    found = list(rows.order_by("-id"))
    asked = _surveys({row.survey for row in found})
    return tuple(_invitation(row, asked[row.survey]) for row in found)


def answer(answer_id: UUID) -> AnswerDetail | None:
    """That answer with its words; None when there is none of that id. One statement."""
    return answers((answer_id,)).get(answer_id)


def answers(answer_ids: Iterable[UUID]) -> dict[UUID, AnswerDetail]:
    """Those answers with their words, by id. One statement."""
    return {row.id: told(row) for row in _answers().filter(id__in=set(answer_ids))}


def answered(person_ids: Collection[UUID], about_ids: Collection[UUID]) -> dict[tuple[UUID, str, UUID], datetime]:
    """When each of those people last answered, by person, survey and thing, of those things. At most one statement."""
    if not person_ids or not about_ids:
        return {}
    found = Answer.objects.filter(person_id__in=person_ids, invitation__about_id__in=about_ids).order_by("at")
    rows = found.values_list("person_id", "survey", "invitation__about_id", "at")
    return {(person_id, survey, about_id): at for person_id, survey, about_id, at in rows}


def answers_of(person_id: UUID, *, limit: int = 50) -> tuple[AnswerDetail, ...]:
    """What the person answered, the newest first. One statement."""
    return tuple(told(row) for row in _answers().filter(person_id=person_id).order_by("-id")[:limit])


def latest(limit: int, *, survey: str = "", with_words: bool = False, before: UUID | None = None) -> tuple[AnswerDetail, ...]:
    """The newest answers of everybody; of one survey, only those with words, or older than the answer `before`, when asked so. One statement."""
    rows = _answers()
    if survey:
        rows = rows.filter(survey=survey)
    if with_words:
        rows = rows.exclude(text="")
    if before:
        rows = rows.filter(id__lt=before)
    return tuple(told(row) for row in rows.order_by("-id")[:limit])


def star_summary(since: datetime) -> StarSummary:
    """The stars first given since then (their present values), and how many were asked since then. Two statements."""
    by_value = dict(Answer.objects.filter(survey="stars", first_at__gte=since).values_list("value").annotate(n=Count("id")))
    one, two, three, four, five = (by_value.get(value, 0) for value in range(1, 6))
    answered = one + two + three + four + five
    return StarSummary(
        invited=Invitation.objects.filter(survey="stars", invited_at__gte=since).count(),
        answered=answered,
        counts=(one, two, three, four, five),
        mean=sum(value * count for value, count in by_value.items()) / answered if answered else None,
    )


def told(row: Answer) -> AnswerDetail:
    """An answer as the other rooms know it; its invitation should be joined already. No SQL then."""
    return AnswerDetail(
        id=row.id,
        invitation_id=row.invitation_id,
        person_id=row.person_id,
        survey=row.survey,
        value=row.value,
        text=row.text,
        about_kind=row.invitation.about_kind,
        about_id=row.invitation.about_id,
        first_at=row.first_at,
        at=row.at,
    )


def _answers() -> QuerySet[Answer]:
    return Answer.objects.select_related("invitation")


def _surveys(codes: Collection[str]) -> dict[str, Survey]:
    """What those codes ask, questionnaires by their title. Raises `KeyError`."""
    others = [code for code in codes if code not in SURVEYS]
    rows = Questionnaire.objects.filter(code__in=others) if others else ()
    whole = {row.code: _whole(row) for row in rows}
    return {code: whole[code] if code in others else SURVEYS[code] for code in codes}


def _whole(row: Questionnaire) -> Survey:
    title = row.draft["title"]
    return Survey(code=row.code, en=title["en"], zh=title["zh"], more_en="", more_zh="", choices=())


def _read(row: Sequence[Any], person_id: UUID, asked: Survey) -> InvitationDetail:
    key, survey, about_kind, about_id, invited_at, closed_at, responded, *given = row
    answer_id, value, text, first_at, at = given
    answered = AnswerDetail(
        id=answer_id,
        invitation_id=key,
        person_id=person_id,
        survey=survey,
        value=value,
        text=text,
        about_kind=about_kind,
        about_id=about_id,
        first_at=first_at,
        at=at,
    )
    return InvitationDetail(
        id=key,
        survey=asked,
        about_kind=about_kind,
        about_id=about_id,
        invited_at=invited_at,
        closed_at=closed_at,
        answer=answered if answer_id else None,
        responded=responded,
    )


def _invitation(row: Invitation, asked: Survey) -> InvitationDetail:
    given = getattr(row, "answer", None)
    if given is not None:
        given.invitation = row
    return InvitationDetail(
        id=row.id,
        survey=asked,
        about_kind=row.about_kind,
        about_id=row.about_id,
        invited_at=row.invited_at,
        closed_at=row.closed_at,
        answer=told(given) if given is not None else None,
        responded=row.responded,
    )
