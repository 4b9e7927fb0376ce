"""Asking people, and taking their answers."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from zhiyin.events.voice import AnswerGiven, CommentAdded
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import derived, uuid7
from zhiyin.kit.statements import Prepared
from zhiyin.outbox import services as outbox
from zhiyin.surveys.models import COMMENT_CHARACTERS_MAX, Answer, Invitation, Survey
from zhiyin.surveys.queries.asked import AnswerDetail, told
from zhiyin.surveys.scales import SURVEYS


class NotYours(Refusal):
    """The question was put to somebody else, or does not exist."""

    code = "not_yours"
    status = 404


class InvitationClosed(Refusal):
    """The question is no longer asked."""

    code = "invitation_closed"
    status = 409


class BadAnswer(Refusal):
    """The value is not one of the choices."""

    code = "bad_answer"


class AnswerFirst(Refusal):
    """A sentence comes after the tap."""

    code = "answer_first"


class BadComment(Refusal):
    """Nothing was written (`why` empty) or more than fits (`why` too_long)."""

    code = "bad_comment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A survey put to a person about one thing. `context`: words for the blanks of a questionnaire."""

    key: UUID
    person_id: UUID
    survey: str
    about_kind: str
    about_id: UUID
    context: Mapping[str, str] = field(default_factory=dict)


INVITE_SQL = Prepared("""
insert into surveys_invitation (id, key, person_id, survey, about_kind, about_id, context, invited_at, responded)
select *, false from unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::uuid[], %s::jsonb[], %s::timestamptz[])
on conflict (key) do nothing returning key, id
""")


def invite(  # noqa: PLR0913  all but the first two by name
    person_id: UUID, survey: str, *, about_kind: str, about_id: UUID, key: UUID, at: datetime, context: Mapping[str, str] | None = None
) -> UUID:
    """The person may answer that survey about that thing: stars, helped, or the code of a questionnaire; answers the invitation's id.

    `context`: words for the blanks of a questionnaire.

    Raises `KeyError` for a survey that does not exist. Repeats: the same key is the same invitation, as it was first made.
    """
    one = Question(key=key, person_id=person_id, survey=survey, about_kind=about_kind, about_id=about_id, context=context or {})
    return invite_many([one], at=at)[key]


@transaction.atomic
def invite_many(questions: Sequence[Question], *, at: datetime) -> dict[UUID, UUID]:
    """Each of these people may answer their survey; answers the invitations' ids by key. At most three statements for any number.

    Raises `KeyError` for a survey that does not exist. Repeats: the same key is the same invitation, as it was first made.
    """
    if not questions:
        return {}
    asked = {each.survey for each in questions} - set(SURVEYS)
    unknown = asked - set(Survey.objects.filter(code__in=asked).exclude(state=Survey.DRAFT).values_list("code", flat=True)) if asked else set()
    if unknown:
        raise KeyError(min(unknown))
    rows = [
        (uuid7(at), each.key, each.person_id, each.survey, each.about_kind, each.about_id, json.dumps(dict(each.context), ensure_ascii=False), at)
        for each in questions
    ]
    with connection.cursor() as cursor:
        cursor.execute(INVITE_SQL, [list(column) for column in zip(*rows, strict=True)])
        made: dict[UUID, UUID] = dict(cursor.fetchall())
    before = [each.key for each in questions if each.key not in made]
    return made | (dict(Invitation.objects.filter(key__in=before).values_list("key", "id")) if before else {})


@transaction.atomic
def answer(invitation_id: UUID, *, person_id: UUID, value: int, at: datetime) -> AnswerDetail:
    """The invited person has answered, and `AnswerGiven` is told. A later tap on another choice changes the answer and tells it again.

    Raises `NotYours`, `BadAnswer`, `InvitationClosed` (an answer already given can still be changed). Repeats: the same value changes and
    tells nothing.
    """
    invitation = _mine(invitation_id, person_id)
    if invitation.survey not in SURVEYS or value not in SURVEYS[invitation.survey].values:
        raise BadAnswer(value=value)
    given = Answer.objects.filter(invitation=invitation).first()
    if given is None:
        if invitation.closed_at:
            raise InvitationClosed
        fields = {"person_id": person_id, "survey": invitation.survey, "value": value, "first_at": at, "at": at}
        given = Answer.objects.create(id=uuid7(at), invitation=invitation, **fields)
    elif given.value != value:
        given.value, given.changes, given.at = value, given.changes + 1, max(at, given.at)
        given.save()
    else:
        return told(given)
    outbox.publish(AnswerGiven(id=derived("AnswerGiven", given.id, given.changes), at=given.at, **_fact(given)))
    return told(given)


@transaction.atomic
def comment(invitation_id: UUID, *, person_id: UUID, text: str, at: datetime) -> AnswerDetail:
    """The person's sentence stands with their answer (at most 2,000 characters), and `CommentAdded` is told. A new one takes its place.

    Raises `NotYours`, `AnswerFirst`, `BadComment`. Repeats: the same words change and tell nothing.
    """
    invitation = _mine(invitation_id, person_id)
    given = Answer.objects.filter(invitation=invitation).first()
    if given is None:
        raise AnswerFirst
    words = checked_words(text)
    if words == given.text:
        return told(given)
    given.text, given.texts, given.at = words, given.texts + 1, max(at, given.at)
    given.save()
    outbox.publish(CommentAdded(id=derived("CommentAdded", given.id, given.texts), at=given.at, **_fact(given)))
    return told(given)


def close(invitation_ids: Iterable[UUID], *, at: datetime) -> int:
    """Those questions that nobody has answered yet are asked no longer; how many. Repeats: 0."""
    return Invitation.objects.filter(id__in=list(invitation_ids), closed_at=None, answer=None, responded=False).update(closed_at=at)


def checked_words(text: str) -> str:
    """The words as they will be kept: without the space around them. Raises `BadComment`. Repeats: they stay as they are."""
    words = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not words:
        raise BadComment(why="empty")
    if len(words) > COMMENT_CHARACTERS_MAX:
        raise BadComment(why="too_long", longest=COMMENT_CHARACTERS_MAX)
    return words


def _mine(invitation_id: UUID, person_id: UUID) -> Invitation:
    """The invitation, held until the transaction ends, so that two taps take turns."""
    found = Invitation.objects.select_for_update().filter(id=invitation_id, person_id=person_id).first()
    if found is None:
        raise NotYours
    return found


def _fact(given: Answer) -> dict[str, Any]:
    about = given.invitation
    return {
        "answer_id": given.id,
        "person_id": given.person_id,
        "survey": given.survey,
        "value": given.value,
        "about_kind": about.about_kind,
        "about_id": about.about_id,
    }
