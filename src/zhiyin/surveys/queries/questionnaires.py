"""The operator's questionnaires, and how far somebody is in one."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from zhiyin.profiles import queries as profiles
from zhiyin.surveys.documents import parts, reading, walking
from zhiyin.surveys.documents.parts import (
    CHOOSING,
    COMPARISONS,
    FACTS,
    KINDS,
    SCALES,
    Condition,
    Document,
    Option,
    Question,
    Value,
    Words,
    steps,
)
from zhiyin.surveys.documents.reading import Problem
from zhiyin.surveys.documents.walking import NOTHING_KNOWN, Known, piped, spoken
from zhiyin.surveys.models import Invitation, QuestionAnswer, Response, Survey, SurveyVersion, Ticket

__all__ = [
    "CHOOSING",
    "COMPARISONS",
    "ENDS",
    "FACTS",
    "KINDS",
    "SCALES",
    "Condition",
    "Document",
    "Known",
    "Option",
    "Problem",
    "Question",
    "SurveyDetail",
    "Way",
    "Words",
    "as_json",
    "beginning",
    "by_code",
    "by_id",
    "by_token",
    "listed",
    "of_ticket",
    "piped",
    "problems",
    "spoken",
    "steps",
    "way",
    "way_of_invitation",
]
ENDS = parts.ENDS


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyDetail:
    """A questionnaire: what is being written, and what people are asked (`published`, None before the first publishing) as version `number`."""

    id: UUID
    code: str
    state: str
    anonymous: bool
    token: str
    framed_by: tuple[str, ...]
    draft: Document
    published: Document | None
    number: int
    changed_at: datetime

    @property
    def is_open(self) -> bool:
        """Whether people may begin to answer it."""
        return self.state == Survey.OPEN and self.published is not None

    @property
    def has_changes(self) -> bool:
        """Whether what is being written differs from what people are asked."""
        return self.draft != self.published


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How far somebody is. `response_id` None: not begun. `person_id`: whose it is, None for everybody who has the address."""

    survey_id: UUID
    document: Document
    anonymous: bool
    response_id: UUID | None = None
    person_id: UUID | None = None
    invitation_id: UUID | None = None
    complete: bool = False
    answers: Mapping[str, Value] = field(default_factory=dict)
    known: Known = NOTHING_KNOWN
    context: Mapping[str, str] = field(default_factory=dict)

    @property
    def following(self) -> Question | None:
        """The question to ask now; None when nothing is left."""
        return walking.following(self.document, self.answers, self.known)

    def before(self, code: str) -> str:
        """The code of the answered question before that one; empty for the first."""
        answered = [question.code for question in self.document.questions if question.code in self.answers or question.code == code]
        place = answered.index(code) if code in answered else 0
        return answered[place - 1] if place else ""

    def progress(self, code: str) -> int:
        """How much lies before that question, in percent."""
        passed = [each.code for each in self.document.questions].index(code)
        done = sum(1 for question in self.document.questions[:passed] if question.code in self.answers)
        rest = walking.left(self.document, self.answers, self.known) + len(self.answers) - done
        return 100 * done // max(done + rest, 1)


def listed(*, limit: int = 200) -> tuple[SurveyDetail, ...]:
    """The questionnaires, those changed last first. Two statements."""
    return _told(Survey.objects.order_by("-changed_at")[:limit])


def by_id(survey_id: UUID) -> SurveyDetail | None:
    """That questionnaire. Two statements."""
    return next(iter(_told(Survey.objects.filter(id=survey_id))), None)


def by_token(token: str) -> SurveyDetail | None:
    """The questionnaire of that public address, once it was published. Two statements."""
    return next(iter(_told(Survey.objects.filter(token=token).exclude(state=Survey.DRAFT))), None)


def by_code(code: str) -> SurveyDetail | None:
    """The questionnaire of that code. Two statements."""
    return next(iter(_told(Survey.objects.filter(code=code))), None)


def problems(found: SurveyDetail) -> tuple[Problem, ...]:
    """What keeps the draft from being published. No SQL."""
    return reading.problems(found.draft, anonymous=found.anonymous)


def as_json(found: SurveyDetail) -> str:
    """The draft as the JSON that `services.building.write` takes. No SQL."""
    return json.dumps(reading.written(found.draft), ensure_ascii=False, indent=2)


def beginning(found: SurveyDetail, *, person_id: UUID | None = None, invitation_id: UUID | None = None, ticket: str = "", at: datetime) -> Way:
    """The way before the first tap of who comes by that invitation or single-use link. Six statements at most."""
    document = found.published or found.draft
    known = NOTHING_KNOWN if found.anonymous or not person_id else known_of(person_id, document, at=at)
    context: Mapping[str, str] = {}
    if not found.anonymous and invitation_id:
        context = Invitation.objects.values_list("context", flat=True).filter(id=invitation_id).first() or {}
    elif not found.anonymous and ticket:
        context = Ticket.objects.values_list("context", flat=True).filter(digest=digest(ticket)).first() or {}
    return Way(survey_id=found.id, document=document, anonymous=found.anonymous, person_id=person_id, known=known, context=context)


def way(response_id: UUID, *, at: datetime) -> Way | None:
    """How far that response is, in the version it was begun with. Four statements at most."""
    row = Response.objects.select_related("version").filter(id=response_id).first()
    return way_of(row, at=at) if row else None


def way_of_invitation(invitation_id: UUID, person_id: UUID, *, at: datetime) -> Way | None:
    """How far that person is in what they were invited to; None before the first tap, and always when it is anonymous. Five statements at most."""
    row = Response.objects.select_related("version").filter(invitation_id=invitation_id, person_id=person_id).first()
    return way_of(row, at=at) if row else None


def of_ticket(secret: str) -> tuple[SurveyDetail, bool] | None:
    """The questionnaire of that single-use link, and whether the link was used. Three statements."""
    row = Ticket.objects.select_related("survey").filter(digest=digest(secret)).first()
    return (_told([row.survey])[0], row.used) if row else None


def digest(secret: str) -> str:
    """What is kept of a link's secret. No SQL."""
    return hashlib.sha256(secret.encode()).hexdigest()


def way_of(row: Response, *, at: datetime) -> Way:
    """As `way`, for a row that is at hand."""
    document = reading.read(row.version.document)
    return Way(
        survey_id=row.version.survey_id,
        document=document,
        anonymous=row.anonymous,
        response_id=row.id,
        person_id=row.person_id,
        invitation_id=row.invitation_id,
        complete=row.state == Response.COMPLETE,
        answers={question: from_json(value) for question, value in row.answers.values_list("question", "value")},
        known=known_of(row.person_id, document, at=at, beside=row.id) if row.person_id else NOTHING_KNOWN,
        context=row.context,
    )


def known_of(person_id: UUID, document: Document, *, at: datetime, beside: UUID | None = None) -> Known:
    """What is known of the person that this questionnaire asks for; `beside` its own response. Five statements at most, none if it asks nothing."""
    conditions = (*document.for_whom, *(condition for question in document.questions for condition in question.show_if))
    wanted = any(each.fact for each in conditions) or any(each.known_from for each in document.questions)
    topics = {question.topic for question in document.questions if question.fresh_days}
    return Known(facts=_facts(person_id, at) if wanted else {}, topics=_topics(person_id, topics, at=at, beside=beside) if topics else {})


def from_json(value: Any) -> Value:
    """An answer as it was stored."""
    return tuple(value) if isinstance(value, list) else value


def _topics(person_id: UUID, topics: Collection[str], *, at: datetime, beside: UUID | None) -> dict[str, int]:
    """How many days ago the person last answered a question of each topic."""
    rows = QuestionAnswer.objects.filter(response__person_id=person_id, topic__in=topics, value__isnull=False)
    if beside:
        rows = rows.exclude(response_id=beside)
    return {topic: (at - when).days for topic, when in rows.order_by("response__at").values_list("topic", "response__at") if when}


def _facts(person_id: UUID, at: datetime) -> dict[str, int]:
    found = profiles.facts(person_id)
    days = {"days_since_first": found.first_at, "days_since_last": found.last_at}
    return {"payments": found.payments, "transfers": found.transfers} | {name: (at - when).days for name, when in days.items() if when}


def _told(rows: Iterable[Survey]) -> tuple[SurveyDetail, ...]:
    found = list(rows)
    newest = {each.survey_id: each for each in SurveyVersion.objects.filter(survey__in=found).order_by("number")}
    return tuple(_detail(row, newest.get(row.id)) for row in found)


def _detail(row: Survey, version: SurveyVersion | None) -> SurveyDetail:
    return SurveyDetail(
        id=row.id,
        code=row.code,
        state=row.state,
        anonymous=row.anonymous,
        token=row.token,
        framed_by=tuple(row.framed_by),
        draft=reading.read(row.draft),
        published=reading.read(version.document) if version else None,
        number=version.number if version else 0,
        changed_at=row.changed_at,
    )
