"""An agent takes a call into their hands: one call, one agent, by the row's own lock."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from zhiyin.followups.models import Call
from zhiyin.followups.queries import calls
from zhiyin.followups.services.calls.asking import CallNotFound
from zhiyin.followups.services.calls.planning import ToldNotToCall, take_turns
from zhiyin.kit.errors import Refusal

LEASE = timedelta(minutes=30)
LOOKED_AT_MAX = 50


class CallTaken(Refusal):
    """Another agent has it, or it is over, or it is not due yet."""

    code = "call_taken"
    status = 409


class HoldsAnother(Refusal):
    """The agent has another call in their hands."""

    code = "holds_another_call"
    status = 409


class QuietThere(Refusal):
    """It is night, or quiet hours, where the person is."""

    code = "quiet_there"
    status = 409


class NotInYourHands(Refusal):
    """The call is not this agent's."""

    code = "call_not_in_your_hands"
    status = 409


def claim(call_id: UUID, agent_id: UUID, *, at: datetime) -> None:
    """The call is in that agent's hands for half an hour. Of two agents at once one gets it; what a lease has let go can be taken by anybody.

    A call that the person no longer allows is over instead. Raises `CallNotFound`, `CallTaken`, `HoldsAnother`, `QuietThere`, `ToldNotToCall`.
    Repeats: it stays in their hands, for half an hour from now.
    """
    if not _claim(call_id, agent_id, at):
        raise ToldNotToCall


@transaction.atomic
def claim_next(agent_id: UUID, *, at: datetime) -> UUID | None:
    """The call that comes next is in the agent's hands: those past their promise first, then the most valuable, then the soonest promised.

    None when nothing is due; the call that the agent holds already, if there is one. Repeats: the same call.
    """
    _one_at_a_time(agent_id)
    if held := Call.objects.filter(owner_id=agent_id, state="claimed").values_list("id", flat=True).first():
        return held
    for candidate in calls.queue(at, limit=LOOKED_AT_MAX):
        if calls.quiet_until(candidate.person_id, at):
            continue
        call = Call.objects.select_for_update(skip_locked=True).filter(id=candidate.id).first()
        if call is not None and _is_free(call, at) and _take(call, agent_id, at):
            return call.id
    return None


@transaction.atomic
def release(call_id: UUID, agent_id: UUID, *, at: datetime) -> None:
    """The call waits for anybody again. Raises `CallNotFound`, `NotInYourHands`. Repeats: a call that nobody holds stays so."""
    call = held(call_id)
    if call.state == "waiting":
        return
    if call.owner_id != agent_id or call.state != "claimed":
        raise NotInYourHands
    call.state, call.owner_id, call.lease_until = "waiting", None, None
    call.due_at = max(call.due_at, calls.first_moment(call.person_id, at))
    call.promised_at = max(call.promised_at, call.due_at)
    call.save()


def held(call_id: UUID) -> Call:
    """The call, nobody else's until the transaction ends. Raises `CallNotFound`. Repeats: the same."""
    call = Call.objects.select_for_update().filter(id=call_id).first()
    if call is None:
        raise CallNotFound
    return call


@transaction.atomic
def _claim(call_id: UUID, agent_id: UUID, at: datetime) -> bool:
    _one_at_a_time(agent_id)
    call = held(call_id)
    if not (_is_free(call, at) or (call.state, call.owner_id) == ("claimed", agent_id)):
        raise CallTaken
    if Call.objects.filter(owner_id=agent_id, state="claimed").exclude(id=call_id).exists():
        raise HoldsAnother
    if until := calls.quiet_until(call.person_id, at):
        raise QuietThere(until=f"{until:%H:%M}")
    return _take(call, agent_id, at)


def _take(call: Call, agent_id: UUID, at: datetime) -> bool:
    """Takes it; False, and the call is over, when the person does not allow it any more."""
    allowed = calls.may_call(call.person_id, call.purpose, reason=call.reason)
    if allowed:
        call.state, call.owner_id, call.lease_until = "claimed", agent_id, at + LEASE
    else:
        call.state, call.owner_id, call.lease_until, call.ended_at = "cancelled", None, None, at
    call.save()
    return allowed


def _is_free(call: Call, at: datetime) -> bool:
    lost = call.state == "claimed" and call.lease_until is not None and call.lease_until <= at
    return (call.state == "waiting" and call.due_at <= at) or lost


def _one_at_a_time(agent_id: UUID) -> None:
    """Two clicks of one agent take turns, so that they never hold two calls."""
    take_turns("hands of", agent_id)
