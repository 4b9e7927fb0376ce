"""A person asks for a call, and calls it off."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from zhiyin.followups.models import Call
from zhiyin.followups.models.calls import OPEN, TOPIC_CHARACTERS_MAX
from zhiyin.followups.queries import calls
from zhiyin.followups.services.calls.planning import PROMISE, VALUES, add, take_turns
from zhiyin.identity import queries as identity
from zhiyin.kit import phone_numbers
from zhiyin.kit.errors import Refusal

WINDOW = timedelta(hours=1)


class AlreadyAsked(Refusal):
    """The person waits for a call already."""

    code = "call_already_asked"
    status = 409


class BadCallTime(Refusal):
    """Not one of the times that can be chosen, or no longer."""

    code = "bad_call_time"


class BadTopic(Refusal):
    """More was written than fits."""

    code = "bad_call_topic"


class NoNumber(Refusal):
    """There is no number to call: none confirmed, and what was typed is none."""

    code = "no_number_to_call"


class CallNotFound(Refusal):
    """There is no such call, or it is somebody else's."""

    code = "call_not_found"
    status = 404


@transaction.atomic
def ask(*, key: UUID, person_id: UUID, topic: str, number: str, chosen_at: datetime | None, at: datetime) -> UUID:  # noqa: PLR0913  all by name
    """The person will be called, within the hour that they chose (of `queries.calls.times`), without a choice as soon as it is not quiet where
    they are; `key` is the call's id, and `CallPlanned` is told.

    `number`: where to call them this time; empty: the number they have confirmed. Raises `AlreadyAsked`, `BadCallTime`, `BadTopic`, `NoNumber`.
    Repeats: the same key is the same call.
    """
    take_turns("calls of", person_id)
    if Call.objects.filter(id=key, person_id=person_id).exists():
        return key
    if Call.objects.filter(person_id=person_id, reason="asked", state__in=OPEN).exists():
        raise AlreadyAsked
    words = topic.replace("\x00", "").strip()
    if len(words) > TOPIC_CHARACTERS_MAX:
        raise BadTopic(longest=TOPIC_CHARACTERS_MAX)
    due_at = chosen_at or calls.first_moment(person_id, at)
    if chosen_at and chosen_at not in calls.times(person_id, at):
        raise BadCallTime
    new = Call(id=key, person_id=person_id, reason="asked", purpose="service", topic=words, number=_where(person_id, number))
    new.value, new.chosen_at, new.made_at = VALUES["asked"], chosen_at, at
    new.due_at, new.promised_at = due_at, due_at + (WINDOW if chosen_at else PROMISE)
    add(new)
    return key


@transaction.atomic
def cancel(call_id: UUID, person_id: UUID, *, at: datetime) -> None:
    """The person is not called after all. Raises `CallNotFound`. Repeats: a call that is over stays as it ended."""
    call = Call.objects.select_for_update().filter(id=call_id, person_id=person_id).first()
    if call is None:
        raise CallNotFound
    if call.state in OPEN:
        call.state, call.lease_until, call.ended_at = "cancelled", None, at
        call.save(update_fields=["state", "lease_until", "ended_at"])


def _where(person_id: UUID, typed: str) -> str:
    """The number that was typed; empty when the confirmed one does."""
    if typed.strip():
        number = phone_numbers.read(typed)
        if not number:
            raise NoNumber(why="unreadable")
        return number
    if not identity.telephone(person_id):
        raise NoNumber
    return ""
