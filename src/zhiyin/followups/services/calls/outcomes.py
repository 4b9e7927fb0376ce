"""What came of a call."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from zhiyin.channels import services as channels
from zhiyin.events.reach import CallMade
from zhiyin.followups.models import Call, Try
from zhiyin.followups.models.calls import NOTE_CHARACTERS_MAX, OPEN, OUTCOMES
from zhiyin.followups.queries import calls
from zhiyin.followups.services.calls.planning import PROMISE
from zhiyin.followups.services.calls.working import NotInYourHands, held
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import derived
from zhiyin.outbox import services as outbox
from zhiyin.privacy import services as privacy
from zhiyin.privacy.purposes import PURPOSES

AGAIN = (timedelta(hours=2), timedelta(days=1))  # after the first and the second time that nobody answered; the third is the last
BECOMES = {"reached": "reached", "refused": "refused", "do_not_call": "refused", "wrong_number": "wrong_number"}


class BadOutcome(Refusal):
    """That is not what can come of a call."""

    code = "bad_call_outcome"


@transaction.atomic
def record(call_id: UUID, agent_id: UUID, *, outcome: str, note: str = "", at: datetime) -> None:
    """It is on record what came of the call, and `CallMade` is told.

    no_answer: it waits for another try, outside the person's quiet hours, and after the third it is given up. do_not_call: nothing that can be
    switched off is said to the person by telephone any more, and other calls that they did not ask for are called off. `note`: a thousand signs.
    Raises `CallNotFound`, `NotInYourHands`, `BadOutcome`. Repeats: the same outcome of the same agent is recorded once.
    """
    if outcome not in OUTCOMES:
        raise BadOutcome
    call = held(call_id)
    if call.state != "claimed" or call.owner_id != agent_id:
        if _said_before(call, agent_id, outcome):
            return
        raise NotInYourHands
    words = note.replace("\x00", "").strip()[:NOTE_CHARACTERS_MAX]
    tried = Try.objects.create(call=call, person_id=call.person_id, agent_id=agent_id, outcome=outcome, note=words, at=at)
    call.tries, call.lease_until = call.tries + 1, None
    if outcome == "no_answer" and call.tries <= len(AGAIN):
        _again(call, at)
    else:
        call.state, call.ended_at = BECOMES.get(outcome, "given_up"), at
    call.save()
    if outcome == "do_not_call":
        _never(call, at)
    if call.state in ("given_up", "wrong_number") and call.reason != "follow_up":
        _write_instead(call, at)
    last = call.state not in OPEN
    outbox.publish(CallMade(id=derived("CallMade", tried.id), at=at, call_id=call.id, person_id=call.person_id, outcome=outcome, last=last))


def _again(call: Call, at: datetime) -> None:
    call.state, call.owner_id = "waiting", None
    call.due_at = calls.first_moment(call.person_id, at + AGAIN[call.tries - 1])
    call.promised_at = call.due_at + PROMISE


def _never(call: Call, at: datetime) -> None:
    for purpose in PURPOSES.values():
        if not purpose.needed:
            privacy.withdraw(call.person_id, purpose.code, channel="call", source="call", at=at)
    others = Call.objects.filter(person_id=call.person_id, state="waiting").exclude(reason="asked")
    others.update(state="cancelled", ended_at=at)


def _write_instead(call: Call, at: datetime) -> None:
    """Who could not be reached finds in the inbox that we tried, and how to ask again."""
    params = {"about_kind": "call", "about_id": str(call.id), "wrong_number": call.state == "wrong_number"}
    channels.send(key=derived("call_missed", call.id), person_id=call.person_id, template="call_missed", params=params, at=at)


def _said_before(call: Call, agent_id: UUID, outcome: str) -> bool:
    last = Try.objects.filter(call=call).order_by("-id").first()
    return last is not None and (last.agent_id, last.outcome) == (agent_id, outcome)
