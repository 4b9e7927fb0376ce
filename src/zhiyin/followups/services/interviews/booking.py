"""A person is invited, chooses a time, chooses another, or does not come after all."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from zhiyin.channels import services as channels
from zhiyin.events.reach import InterviewBooked, InterviewEnded, InterviewOffered
from zhiyin.followups.models import Interview, Offer
from zhiyin.followups.models.interviews import TOPIC_CHARACTERS_MAX
from zhiyin.followups.queries import interviews
from zhiyin.followups.services.calls.planning import take_turns
from zhiyin.followups.services.interviews import calendars
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import derived
from zhiyin.outbox import services as outbox

OPEN_FOR = timedelta(days=14)


class TalkNotFound(Refusal):
    """There is no such offer or talk, or it is somebody else's."""

    code = "talk_not_found"
    status = 404


class OfferOver(Refusal):
    """The offer has run out, or its talk is booked already."""

    code = "talk_offer_over"
    status = 409


class BadSlot(Refusal):
    """Nobody of ours is free then any more (`why` empty), or the person talks to somebody else then (`why` yours)."""

    code = "bad_slot"
    status = 409


@transaction.atomic
def invite(person_id: UUID, *, key: UUID, topic: str = "", tell: bool = True, at: datetime) -> UUID:
    """The person may choose a time for a talk within fourteen days, and `InterviewOffered` is told; answers the offer's id, which is `key`.

    `tell`: they find it in their inbox; whoever invites by a message of their own says no. Repeats: the same key is the same offer.
    """
    offer, new = Offer.objects.get_or_create(
        id=key, defaults={"person_id": person_id, "topic": topic.strip()[:TOPIC_CHARACTERS_MAX], "made_at": at, "expires_at": at + OPEN_FOR}
    )
    if new:
        outbox.publish(InterviewOffered(id=derived("InterviewOffered", offer.id), at=at, offer_id=offer.id, person_id=person_id))
        if tell:
            write(offer.person_id, "offered", about=offer.id, at=at)
    return offer.id


@transaction.atomic
def book(offer_id: UUID, person_id: UUID, *, key: UUID, starts_at: datetime, at: datetime) -> UUID:
    """The talk is booked with an agent who is free then, the one with the fewest talks, and `InterviewBooked` is told; answers its id, `key`.

    The person's calendar hears of it by mail.

    Raises `TalkNotFound`, `OfferOver`, `BadSlot`. Repeats: the same key is the same talk.
    """
    take_turns("talks of", person_id)
    offer = Offer.objects.filter(id=offer_id, person_id=person_id).first()
    if offer is None:
        raise TalkNotFound
    if Interview.objects.filter(id=key, offer=offer).exists():
        return key
    if offer.expires_at <= at or Interview.objects.filter(offer=offer).exclude(state="cancelled").exists():
        raise OfferOver
    slot = _free(starts_at, person_id, at)
    new = Interview(id=key, offer=offer, person_id=person_id, agent_id=_least_busy(slot), starts_at=slot.starts_at, ends_at=slot.ends_at)
    new.made_at = new.changed_at = at
    new.save(force_insert=True)
    _tell_booked(new, "booked", at)
    return key


@transaction.atomic
def move(interview_id: UUID, person_id: UUID, *, starts_at: datetime, at: datetime) -> None:
    """The person's talk is at another time, perhaps with another agent, and `InterviewBooked` is told again; calendars hear of a new sequence.

    Raises `TalkNotFound`, `OfferOver` for a talk that is over, `BadSlot`. Repeats: the same time again changes nothing.
    """
    take_turns("talks of", person_id)
    talk = held(interview_id, person_id=person_id)
    if talk.starts_at == starts_at:
        return
    if talk.state != "booked" or talk.starts_at <= at:
        raise OfferOver
    slot = _free(starts_at, person_id, at, besides=talk.id)
    talk.agent_id = talk.agent_id if talk.agent_id in slot.agents else _least_busy(slot)
    talk.starts_at, talk.ends_at, talk.reminded_at = slot.starts_at, slot.ends_at, None
    talk.sequence, talk.changed_at = talk.sequence + 1, at
    talk.save()
    _tell_booked(talk, "moved", at)


@transaction.atomic
def cancel(interview_id: UUID, by: UUID, *, at: datetime) -> None:
    """The talk does not take place, and `InterviewEnded` is told; the offer may be used again while it is good. Called off by the agent, the person
    finds it in their inbox. Raises `TalkNotFound`. Repeats: a talk that is over stays as it ended.
    """
    talk = Interview.objects.select_for_update().filter(Q(person_id=by) | Q(agent_id=by), id=interview_id).first()
    if talk is None:
        raise TalkNotFound
    if talk.state != "booked":
        return
    finish(talk, "cancelled", at=at)
    calendars.mail(talk, "cancelled", at=at)
    if by == talk.agent_id:
        write(talk.person_id, "cancelled", about=talk.id, at=at)


def held(interview_id: UUID, *, person_id: UUID | None = None, agent_id: UUID | None = None) -> Interview:
    """The talk of that person, or of that agent, nobody else's until the transaction ends. Raises `TalkNotFound`. Repeats: the same."""
    whose = Q(person_id=person_id) if person_id else Q(agent_id=agent_id)
    talk = Interview.objects.select_for_update().filter(whose, id=interview_id).first()
    if talk is None:
        raise TalkNotFound
    return talk


def finish(talk: Interview, state: str, *, at: datetime) -> None:
    """The held talk is over, and `InterviewEnded` is told. Repeats: not for a talk that is over."""
    talk.state, talk.sequence, talk.changed_at = state, talk.sequence + 1, at
    talk.save()
    fact = derived("InterviewEnded", talk.id)
    outbox.publish(InterviewEnded(id=fact, at=at, interview_id=talk.id, person_id=talk.person_id, outcome=state))


def write(person_id: UUID, news: str, *, about: UUID, at: datetime) -> None:
    """The person finds the news of a talk in the inbox. Repeats: the same news of the same thing is said once."""
    params = {"about_kind": "talk", "about_id": str(about), "news": news}
    channels.send(key=derived("talk", news, about), person_id=person_id, template="talk", params=params, at=at)


def _free(starts_at: datetime, person_id: UUID, at: datetime, *, besides: UUID = interviews.NO_TALK) -> interviews.Slot:
    """The slot at that time, with the agents who are free then; nobody else books with them until the transaction ends."""
    slot = interviews.slot(starts_at, at)
    if slot is None:
        raise BadSlot
    for agent_id in sorted(slot.agents):
        take_turns("talks with", agent_id)
    overlapping = Interview.objects.filter(person_id=person_id, state="booked", starts_at__lt=slot.ends_at, ends_at__gt=slot.starts_at)
    if overlapping.exclude(id=besides).exists():
        raise BadSlot(why="yours")
    still = interviews.slot(starts_at, at, besides=besides)
    agents = tuple(each for each in still.agents if each in slot.agents and each != person_id) if still else ()
    if still is None or not agents:
        raise BadSlot
    return interviews.Slot(starts_at=still.starts_at, ends_at=still.ends_at, agents=agents)


def _least_busy(slot: interviews.Slot) -> UUID:
    talks = {agent: Interview.objects.filter(agent_id=agent, state="booked").count() for agent in slot.agents}
    return min(slot.agents, key=lambda agent: (talks[agent], agent))


def _tell_booked(talk: Interview, news: str, at: datetime) -> None:
    calendars.mail(talk, news, at=at)
    fact = derived("InterviewBooked", talk.id, talk.sequence)
    outbox.publish(InterviewBooked(id=fact, at=at, interview_id=talk.id, person_id=talk.person_id, agent_id=talk.agent_id, starts_at=talk.starts_at))
