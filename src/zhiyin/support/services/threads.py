"""What is said in a case."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from zhiyin.events.voice import CaseAnswered
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import derived, uuid7
from zhiyin.outbox import services as outbox
from zhiyin.support.models import WORDS_CHARACTERS_MAX, Case, CaseMessage
from zhiyin.support.services.cases import AlreadyClosed, held, open_again, open_case


class NotYours(Refusal):
    """The case is somebody else's, or there is none."""

    code = "not_yours"
    status = 404


class BadMessage(Refusal):
    """Nothing was written (`why` empty) or more than fits (`why` too_long)."""

    code = "bad_message"


@transaction.atomic
def ask(*, key: UUID, person_id: UUID, about_kind: str, about_id: UUID, text: str, at: datetime) -> UUID:  # noqa: PLR0913  all by name
    """Support has the person's question, in their own words, as a case; answers the case's id.

    Raises `BadMessage`. Repeats: the same key is the same case, and the same words are not said twice.
    """
    _checked(text)
    case_id = open_case(cause=key, person_id=person_id, about_kind=about_kind, about_id=about_id, subject_code="asked", at=at)
    person_reply(case_id, person_id=person_id, text=text, at=at)
    return case_id


@transaction.atomic
def reply(case_id: UUID, *, agent_id: UUID, text: str, at: datetime) -> UUID:
    """The person has our answer in the case, which now waits for them, and `CaseAnswered` is told; answers the reply's id.

    A case that nobody owned is the agent's. Raises `CaseNotFound`, `AlreadyClosed`, `BadMessage`. Repeats: the same words of the same agent as
    the case's last word are the same reply.
    """
    case, words = held(case_id), _checked(text)
    if case.state == Case.CLOSED:
        raise AlreadyClosed(number=case.number)
    if again := _last_word(case, CaseMessage.STAFF, agent_id, words):
        return again
    said = _say(case, CaseMessage.STAFF, agent_id, text=words, at=at)
    case.state, case.answered_at, case.owner_id = Case.ANSWERED, at, case.owner_id or agent_id
    case.save()
    outbox.publish(CaseAnswered(id=derived("CaseAnswered", said), at=at, case_id=case.id, reply_id=said, person_id=case.person_id))
    return said


@transaction.atomic
def person_reply(case_id: UUID, *, person_id: UUID, text: str, at: datetime) -> UUID:
    """The person's words stand in their own case, which waits for us again, also when it was closed; answers the message's id.

    Raises `NotYours`, `BadMessage`. Repeats: the same words as the case's last word are the same message.
    """
    case = Case.objects.select_for_update().filter(id=case_id, person_id=person_id).first()
    if case is None:
        raise NotYours
    words = _checked(text)
    if again := _last_word(case, CaseMessage.PERSON, person_id, words):
        return again
    if case.state != Case.OPEN:
        open_again(case, at=at)
    return _say(case, CaseMessage.PERSON, person_id, text=words, at=at)


def _say(case: Case, kind: str, author_id: UUID, *, text: str, at: datetime) -> UUID:
    return CaseMessage.objects.create(id=uuid7(at), case=case, kind=kind, author_id=author_id, text=text, at=at).id


def _last_word(case: Case, kind: str, author_id: UUID, words: str) -> UUID | None:
    """The case's last message when it is just this: a form sent twice."""
    last = case.messages.exclude(kind=CaseMessage.SYSTEM).order_by("-id").first()
    return last.id if last and (last.kind, last.author_id, last.text) == (kind, author_id, words) else None


def _checked(text: str) -> str:
    words = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not words:
        raise BadMessage(why="empty")
    if len(words) > WORDS_CHARACTERS_MAX:
        raise BadMessage(why="too_long", longest=WORDS_CHARACTERS_MAX)
    return words
