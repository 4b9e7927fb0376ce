"""What people said, and what was done about it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zhiyin.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerGiven(Event):
    """A person answered a survey by one tap. `id` is new at each change of mind; `answer_id` stays.

    `about_kind`/`about_id`: payment | case | improvement and its id. `value` is in the survey's own scale (stars 1–5, helped 0/1).
    """

    answer_id: UUID
    person_id: UUID
    survey: str
    value: int
    about_kind: str
    about_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentAdded(Event):
    """A person added a sentence to an answer. The words stay in `surveys`; only their place travels."""

    answer_id: UUID
    person_id: UUID
    survey: str
    value: int
    about_kind: str
    about_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionnaireAnswered(Event):
    """A person whom the questionnaire knows gave its first answer (`whole` False), or its last (`whole` True). Anonymous answers tell nothing."""

    response_id: UUID
    person_id: UUID
    survey_id: UUID
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WishTakenUp(Event):
    """Staff took up a wish that people made and voted for. Its words stay in `surveys`."""

    wish_id: UUID
    votes: int
    by: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOpened(Event):
    """Support has something to solve for a person."""

    case_id: UUID
    person_id: UUID
    about_kind: str
    about_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAnswered(Event):
    """An agent replied. `reply_id` names the reply, so two replies are two facts."""

    case_id: UUID
    reply_id: UUID
    person_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePromiseEnds(Event):
    """A case waits for our answer, and its promise ends within the hour, or has ended (`late`). A new promise (`due_at`) is a new fact."""

    case_id: UUID
    person_id: UUID
    number: int
    due_at: datetime
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClosed(Event):
    """A case ended. `solved`: whether the person said so (None: nobody asked or no answer)."""

    case_id: UUID
    person_id: UUID
    solved: bool | None = None
