"""Staff write a questionnaire, publish it, and say who may answer it where."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.db import IntegrityError, transaction

from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.surveys.documents import reading
from zhiyin.surveys.documents.parts import QUESTIONS_MAX, Document, Question, Words
from zhiyin.surveys.documents.reading import CODE
from zhiyin.surveys.models import Survey, SurveyVersion, Ticket
from zhiyin.surveys.models.questionnaires import CODE_CHARACTERS_MAX
from zhiyin.surveys.queries.questionnaires import digest
from zhiyin.surveys.scales import SURVEYS

TICKETS_MAX, FRAMES_MAX = 1_000, 10
CONTEXT_CHARACTERS_MAX = 60


class NoSurvey(Refusal):
    """There is no such questionnaire, or no such question in it."""

    code = "no_survey"
    status = 404


class BadSurveyCode(Refusal):
    """A code is a letter, then letters, digits and underscores, at most twenty; and nobody else's."""

    code = "bad_survey_code"


class NotADocument(Refusal):
    """What was sent is no questionnaire."""

    code = "not_a_questionnaire"


class NotPublishable(Refusal):
    """Something is wrong with the questionnaire; `queries.questionnaires.problems` says what."""

    code = "not_publishable"


class SurveyOver(Refusal):
    """A closed questionnaire stays closed; one that was never published cannot be opened."""

    code = "survey_over"
    status = 409


class BadFrame(Refusal):
    """An origin is https:// and a host, and nothing after it; at most ten."""

    code = "bad_frame"


class BadTickets(Refusal):
    """From one to a thousand links at once, each with a few short words."""

    code = "bad_tickets"


def create(code: str, *, title: Words, anonymous: bool, by: UUID, at: datetime) -> UUID:
    """A questionnaire can be written; answers its id. Whether it is anonymous is settled now, for good.

    Raises `BadSurveyCode` (also for a code that is taken). Repeats: refused, the code is taken.
    """
    if not CODE.fullmatch(code) or len(code) > CODE_CHARACTERS_MAX or code in SURVEYS:
        raise BadSurveyCode
    draft = reading.written(Document(title=title, questions=()))
    fields = {"draft": draft, "anonymous": anonymous, "token": secrets.token_urlsafe(16), "made_by_id": by, "made_at": at, "changed_at": at}
    try:
        with transaction.atomic():
            return Survey.objects.create(id=uuid7(at), code=code, **fields).id
    except IntegrityError as taken:
        raise BadSurveyCode from taken


def write(survey_id: UUID, content: Mapping[str, Any], *, at: datetime) -> None:
    """The draft is this JSON. Raises `NoSurvey`, `NotADocument`, `SurveyOver`. Repeats: it is."""
    try:
        document = reading.read(content)
    except reading.NotADocument as wrong:
        raise NotADocument from wrong
    _edit(survey_id, lambda _draft: document, at=at)


def describe(survey_id: UUID, whole: Document, *, at: datetime) -> None:
    """The draft has the title of `whole`, is for whom that is, and gets as long as that; its questions stay. Raises `NoSurvey`, `SurveyOver`.

    Repeats: nothing changes.
    """
    _edit(survey_id, lambda draft: replace(whole, questions=draft.questions), at=at)


def put_question(survey_id: UUID, question: Question, *, at: datetime) -> None:
    """The draft asks this question: in the place of the one with its code, else as the last.

    Raises `NoSurvey`, `SurveyOver`, `NotPublishable` (more than thirty). Repeats: nothing changes.
    """

    def put(draft: Document) -> Document:
        there = [each.code for each in draft.questions]
        if question.code in there:
            return replace(draft, questions=tuple(question if each.code == question.code else each for each in draft.questions))
        if len(there) >= QUESTIONS_MAX:
            raise NotPublishable
        return replace(draft, questions=(*draft.questions, question))

    _edit(survey_id, put, at=at)


def move_question(survey_id: UUID, code: str, *, by_places: int, at: datetime) -> None:
    """The question stands so many places later (or earlier, below 0), at most at an end. Raises `NoSurvey`, `SurveyOver`. Repeats: it moves again."""

    def move(draft: Document) -> Document:
        questions = list(draft.questions)
        place = next((n for n, each in enumerate(questions) if each.code == code), None)
        if place is None:
            raise NoSurvey
        questions.insert(max(place + by_places, 0), questions.pop(place))
        return replace(draft, questions=tuple(questions))

    _edit(survey_id, move, at=at)


def drop_question(survey_id: UUID, code: str, *, at: datetime) -> None:
    """The draft no longer asks it; what was published still does. Raises `NoSurvey`, `SurveyOver`. Repeats: nothing changes."""
    _edit(survey_id, lambda draft: replace(draft, questions=tuple(each for each in draft.questions if each.code != code)), at=at)


@transaction.atomic
def publish(survey_id: UUID, *, by: UUID, at: datetime) -> int:
    """From now on people are asked the draft, as a version that never changes; who has begun an older one finishes that. Answers its number.

    Raises `NoSurvey`, `SurveyOver`, `NotPublishable`. Repeats: a draft without changes makes no new version.
    """
    row = _held(survey_id)
    if row.state == Survey.CLOSED:
        raise SurveyOver
    document = reading.read(row.draft)
    if reading.problems(document, anonymous=row.anonymous):
        raise NotPublishable
    newest = row.versions.order_by("-number").first()
    if newest is None or reading.read(newest.document) != document:
        number, content = (newest.number if newest else 0) + 1, reading.written(document)
        newest = SurveyVersion.objects.create(id=uuid7(at), survey=row, number=number, document=content, published_by_id=by, published_at=at)
    if row.state == Survey.DRAFT:
        row.state = Survey.OPEN
    row.changed_at = at
    row.save(update_fields=["state", "changed_at"])
    return newest.number


@transaction.atomic
def set_state(survey_id: UUID, state: str, *, at: datetime) -> None:
    """The questionnaire takes answers (open), takes none for now (paused), or none any more (closed).

    Raises `NoSurvey`, `SurveyOver`. Repeats: nothing changes.
    """
    row = _held(survey_id)
    if state not in (Survey.OPEN, Survey.PAUSED, Survey.CLOSED) or (row.state in (Survey.DRAFT, Survey.CLOSED) and state != row.state):
        raise SurveyOver
    if row.state != state:
        row.state, row.changed_at = state, at
        row.save(update_fields=["state", "changed_at"])


@transaction.atomic
def set_frames(survey_id: UUID, origins: tuple[str, ...], *, at: datetime) -> None:
    """Pages of these origins may show the questionnaire in a frame; no others may. Raises `NoSurvey`, `BadFrame`. Repeats: nothing changes."""
    wanted = sorted({origin.strip().lower().rstrip("/") for origin in origins} - {""})
    if len(wanted) > FRAMES_MAX or not all(_is_origin(each) for each in wanted):
        raise BadFrame
    row = _held(survey_id)
    row.framed_by, row.changed_at = wanted, at
    row.save(update_fields=["framed_by", "changed_at"])


def make_tickets(survey_id: UUID, count: int, *, context: Mapping[str, str] | None = None, at: datetime) -> tuple[str, ...]:
    """So many links exist, each good for one answer; answers their secrets, which nobody can read again.

    Raises `NoSurvey`, `BadTickets`. Repeats: as many more.
    """
    said = dict(context or {})
    if not 1 <= count <= TICKETS_MAX or any(len(each) > CONTEXT_CHARACTERS_MAX for each in said.values()):
        raise BadTickets
    if not Survey.objects.filter(id=survey_id).exists():
        raise NoSurvey
    made = tuple(secrets.token_urlsafe(18) for _ in range(count))
    Ticket.objects.bulk_create([Ticket(id=uuid7(at), survey_id=survey_id, digest=digest(each), context=said, made_at=at) for each in made])
    return made


def _is_origin(text: str) -> bool:
    try:
        split = urlsplit(text)
        _port = split.port
    except ValueError:
        return False
    plain = split.scheme == "https" or (split.scheme == "http" and split.hostname in ("localhost", "127.0.0.1"))
    allowed = set("abcdefghijklmnopqrstuvwxyz0123456789.-:")
    return plain and bool(split.hostname) and set(split.netloc) <= allowed and not (split.path or split.query or split.fragment)


@transaction.atomic
def _edit(survey_id: UUID, change: Callable[[Document], Document], *, at: datetime) -> None:
    row = _held(survey_id)
    if row.state == Survey.CLOSED:
        raise SurveyOver
    content = reading.written(change(reading.read(row.draft)))
    if content != row.draft:
        row.draft, row.changed_at = content, at
        row.save(update_fields=["draft", "changed_at"])


def _held(survey_id: UUID) -> Survey:
    """The row, held until the transaction ends, so that two members of staff take turns."""
    row = Survey.objects.select_for_update().filter(id=survey_id).first()
    if row is None:
        raise NoSurvey
    return row
