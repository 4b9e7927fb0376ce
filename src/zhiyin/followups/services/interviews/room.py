"""The room of a talk: words that two browsers leave for each other until they have found each other, and what both say to recording."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from zhiyin.followups.models import Interview, Signal
from zhiyin.followups.services.interviews.booking import TalkNotFound
from zhiyin.kit.errors import Refusal

KINDS = ("hello", "offer", "answer", "bye")
BODY_CHARACTERS_MAX, SESSION_CHARACTERS_MAX, KEPT_MAX = 40_000, 40, 400
KEPT_FOR = timedelta(minutes=10)


class RoomClosed(Refusal):
    """The talk is over."""

    code = "room_closed"
    status = 409


class BadSignal(Refusal):
    """Not a word that browsers say to each other here, too long, or one of too many."""

    code = "bad_signal"


@transaction.atomic
def signal(interview_id: UUID, sender_id: UUID, *, kind: str, session: str, to: str, body: str, at: datetime) -> None:  # noqa: PLR0913  all by name
    """The other browser of the talk will read it, for ten minutes. Raises `TalkNotFound`, `RoomClosed`, `BadSignal`. Repeats: another word."""
    talk = _theirs(interview_id, sender_id)
    if talk.state != "booked":
        raise RoomClosed
    too_long = len(body) > BODY_CHARACTERS_MAX or not 0 < len(session) <= SESSION_CHARACTERS_MAX or len(to) > SESSION_CHARACTERS_MAX
    if kind not in KINDS or too_long or "\x00" in session + to + body or Signal.objects.filter(interview=talk).count() >= KEPT_MAX:
        raise BadSignal
    Signal.objects.create(interview=talk, sender_id=sender_id, kind=kind, session=session, to=to, body=body, at=at)


@transaction.atomic
def allow_recording(interview_id: UUID, who: UUID, *, yes: bool) -> None:
    """What that one of the two says to recording; it may be done only while both say yes. Raises `TalkNotFound`. Repeats: the same."""
    talk = _theirs(interview_id, who)
    if who == talk.agent_id:
        talk.agent_records = yes
    else:
        talk.person_records = yes
    talk.save(update_fields=["agent_records", "person_records"])


def sweep(at: datetime) -> int:
    """Words older than ten minutes are gone; how many were. Repeats: 0."""
    return Signal.objects.filter(at__lt=at - KEPT_FOR).delete()[0]


def _theirs(interview_id: UUID, who: UUID) -> Interview:
    talk = Interview.objects.select_for_update().filter(Q(person_id=who) | Q(agent_id=who), id=interview_id).first()
    if talk is None:
        raise TalkNotFound
    return talk
