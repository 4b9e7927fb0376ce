"""People answer questionnaires, one question at a time; each answer is kept as it is given."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from zhiyin.events.voice import QuestionnaireAnswered
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import derived
from zhiyin.outbox import services as outbox
from zhiyin.surveys.documents import walking
from zhiyin.surveys.documents.parts import Document, Question, Value
from zhiyin.surveys.models import Invitation, QuestionAnswer, Response, Survey, SurveyVersion, Ticket
from zhiyin.surveys.queries.questionnaires import Way, digest, way_of
from zhiyin.surveys.services.asking import InvitationClosed, NotYours


class SurveyNotOpen(Refusal):
    """The questionnaire takes no answers, now or any more."""

    code = "survey_not_open"
    status = 409


class AnsweredBefore(Refusal):
    """The link, or the invitation, has had its answer."""

    code = "answered_before"
    status = 409


class NotAnAnswer(Refusal):
    """It does not answer the question (`why`: missing | unknown | too_long)."""

    code = "not_an_answer"


class NotForYou(Refusal):
    """The questionnaire asks about what this person has not done."""

    code = "survey_not_for_you"
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """How somebody came: by an invitation of theirs, with the secret of a single-use link, or by the public address (`source` link, qr or embed)."""

    survey_id: UUID
    source: str
    person_id: UUID | None = None
    invitation_id: UUID | None = None
    ticket: str = ""


def keep(door: Door, *, key: UUID, question: str, sent: Collection[str], at: datetime) -> Way:
    """The answer to that question is kept under the response `key`, which begins with its first answer; answers how far the person is.

    An invitation or a single-use link has one response: who comes again goes on with it, unless it is anonymous. Answers of a branch that a changed
    answer leaves go with it. `QuestionnaireAnswered` is told of people who are known, at the first answer and when it is whole.

    Raises `SurveyNotOpen`, `AnsweredBefore`, `NotForYou`, `NotYours`, `NotAnAnswer`. Repeats: the same answer changes and tells nothing.
    """
    with transaction.atomic():
        row = _begun(door, key=key) or _begin(door, key=key, at=at)
        way = way_of(row, at=at)
        if row.version.survey.state == Survey.CLOSED:
            raise SurveyNotOpen
        if row.state == Response.COMPLETE:
            if question in way.answers and way.answers[question] == _read(way.document, question, sent):
                return way
            raise AnsweredBefore
        asked = _asked(way, question)
        value = _read(way.document, asked.code, sent)
        return _kept(row, way, asked, value=value, at=at)


def _begun(door: Door, *, key: UUID) -> Response | None:
    """The response that is begun already: by its own id, else by what brought the person here. Held until the transaction ends."""
    rows = Response.objects.select_for_update(of=("self",)).select_related("version__survey")
    row = rows.filter(id=key).first()
    if row is None and door.invitation_id:
        Invitation.objects.select_for_update().filter(id=door.invitation_id).first()  # two first taps take turns
        row = rows.filter(invitation_id=door.invitation_id).first() or rows.filter(id=key).first()
    elif row is None and door.ticket:
        Ticket.objects.select_for_update().filter(digest=digest(door.ticket)).first()
        row = rows.filter(ticket__digest=digest(door.ticket)).first() or rows.filter(id=key).first()
    if row is not None and (row.version.survey_id != door.survey_id or row.person_id != (None if row.anonymous else door.person_id)):
        raise NotYours
    return row


def _begin(door: Door, *, key: UUID, at: datetime) -> Response:
    survey = Survey.objects.filter(id=door.survey_id).first()
    version = SurveyVersion.objects.filter(survey_id=door.survey_id).order_by("-number").first()
    if survey is None or version is None or survey.state != Survey.OPEN:
        raise SurveyNotOpen
    invitation, ticket = _invitation(door, survey), _ticket(door)
    source = invitation or ticket
    who = {"person_id": door.person_id, "invitation": invitation, "ticket": ticket}
    known = {} if survey.anonymous else who | {"context": source.context if source else {}, "first_at": at, "at": at}
    day = at.date()
    fields = {"version": version, "anonymous": survey.anonymous, "source": door.source, "week": day - timedelta(days=day.weekday())}
    # Two first taps of one page (a double tap) meet here: the second finds what the first has made.
    row, _made = Response.objects.get_or_create(id=key, defaults={**fields, **known})
    for each in (invitation, ticket):
        if isinstance(each, Invitation):
            each.responded = True
            each.save(update_fields=["responded"])
        elif each:
            each.used = True
            each.save(update_fields=["used"])
    return Response.objects.select_for_update(of=("self",)).select_related("version__survey").get(id=row.id)


def _invitation(door: Door, survey: Survey) -> Invitation | None:
    if door.invitation_id is None:
        return None
    row = Invitation.objects.filter(id=door.invitation_id, person_id=door.person_id, survey=survey.code).first()
    if row is None:
        raise NotYours
    if row.closed_at:
        raise InvitationClosed
    if row.responded:
        raise AnsweredBefore
    return row


def _ticket(door: Door) -> Ticket | None:
    if not door.ticket:
        return None
    row = Ticket.objects.filter(digest=digest(door.ticket), survey_id=door.survey_id).first()
    if row is None:
        raise NotYours
    if row.used:
        raise AnsweredBefore
    return row


def _asked(way: Way, code: str) -> Question:
    """A question that was answered before, or the one that follows; nothing may be answered ahead."""
    following = way.following
    if not way.answers and not walking.fits(way.document, way.known):
        raise NotForYou
    asked = next((each for each in way.document.questions if each.code == code), None)
    if asked is None or (code not in way.answers and (following is None or following.code != code)):
        raise NotAnAnswer(why="unknown")
    return asked


def _read(document: Document, code: str, sent: Collection[str]) -> Value:
    try:
        return walking.read_answer(document.question(code), sent)
    except walking.NotAnAnswer as wrong:
        raise NotAnAnswer(why=wrong.what) from wrong


def _kept(row: Response, way: Way, asked: Question, *, value: Value, at: datetime) -> Way:
    fields = {"value": list(value) if isinstance(value, tuple) else value, "topic": asked.topic}
    if asked.code not in way.answers or way.answers[asked.code] != value:
        QuestionAnswer.objects.update_or_create(response=row, question=asked.code, defaults=fields)
    answers = walking.standing(way.document, {**way.answers, asked.code: value}, way.known)
    row.answers.exclude(question__in=answers).delete()
    following = walking.following(way.document, answers, way.known)
    row.stands_at = following.code if following else ""
    row.state = Response.PARTIAL if following else Response.COMPLETE
    row.at = None if row.anonymous else max(at, row.at or at)
    row.save(update_fields=["stands_at", "state", "at"])
    if not way.answers or not following:
        _tell(row, at=at)
    return way_of(row, at=at)


def _tell(row: Response, *, at: datetime) -> None:
    if row.person_id is None:
        return
    about: dict[str, Any] = {"response_id": row.id, "person_id": row.person_id, "survey_id": row.version.survey_id}
    whole = row.state == Response.COMPLETE
    outbox.publish(QuestionnaireAnswered(id=derived("QuestionnaireAnswered", row.id, whole), at=at, whole=whole, **about))
