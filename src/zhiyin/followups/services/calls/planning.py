"""Calls that we owe: about a case, or because a follow-up goes by telephone."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from zhiyin.events.reach import CallPlanned
from zhiyin.followups.models import Call
from zhiyin.followups.models.calls import OPEN, TOPIC_CHARACTERS_MAX
from zhiyin.followups.queries import calls
from zhiyin.identity import queries as identity
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import derived
from zhiyin.outbox import services as outbox
from zhiyin.support import queries as support

PROMISE = timedelta(hours=4)
VALUES = {"case": 2.0, "asked": 1.5, "follow_up": 0.5}


class ToldNotToCall(Refusal):
    """The person told us not to call, and has not asked for a call since; or there is no number, or no "yes" to it."""

    code = "told_not_to_call"
    status = 409


@transaction.atomic
def call_about_case(case_id: UUID, *, key: UUID, at: datetime) -> UUID:
    """The person of the case will be called about it, within four hours of not being quiet where they are; answers the call's id.

    Raises `ToldNotToCall`, `LookupError` for a case that does not exist. Repeats: the call that waits already is the one.
    """
    case = support.case(case_id)
    if case is None:
        raise LookupError(case_id)
    return _plan(Call(id=key, person_id=case.person_id, reason="case", purpose="service", about_id=case_id, value=VALUES["case"]), at)


@transaction.atomic
def plan(*, key: UUID, person_id: UUID, purpose: str, about_id: UUID, topic: str = "", at: datetime) -> UUID:  # noqa: PLR0913  all by name
    """A follow-up goes by telephone: the person will be called, unless they allow it no more when an agent takes it; answers the call's id.

    Raises `ToldNotToCall`. Repeats: the same key, or a call that waits about the same thing, is the same call.
    """
    if Call.objects.filter(id=key).exists():
        return key
    words = topic[:TOPIC_CHARACTERS_MAX]
    new = Call(id=key, person_id=person_id, reason="follow_up", purpose=purpose, about_id=about_id, topic=words, value=VALUES["follow_up"])
    return _plan(new, at)


def add(call: Call) -> None:
    """The new call waits, and `CallPlanned` is told. Repeats: not at all, its id is its key."""
    call.save(force_insert=True)
    fact = derived("CallPlanned", call.id)
    outbox.publish(CallPlanned(id=fact, at=call.made_at, call_id=call.id, person_id=call.person_id, reason=call.reason, about_id=call.about_id))


def take_turns(what: str, whose: UUID) -> None:
    """Whoever does the same for the same one waits until this transaction ends. Repeats: the same."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{what} {whose}"])


def _plan(new: Call, at: datetime) -> UUID:
    take_turns("calls of", new.person_id)
    waiting = Call.objects.filter(about_id=new.about_id, state__in=OPEN).values_list("id", flat=True).first()
    if waiting:
        return waiting
    if not calls.may_call(new.person_id, new.purpose, reason=new.reason):
        raise ToldNotToCall
    if not identity.telephone(new.person_id):
        raise ToldNotToCall(why="no_number")
    new.made_at, new.due_at = at, calls.first_moment(new.person_id, at)
    new.promised_at = new.due_at + PROMISE
    add(new)
    return new.id
