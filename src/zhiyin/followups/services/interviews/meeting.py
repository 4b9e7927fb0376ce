"""Before, during and after a talk: the reminder, the notes, and what came of it."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from zhiyin.followups.models import Interview, Offer
from zhiyin.followups.models.interviews import NOTES_CHARACTERS_MAX
from zhiyin.followups.services.interviews.booking import OPEN_FOR, finish, held, write
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import derived

REMINDED_BEFORE = timedelta(hours=1)


class NotOverYet(Refusal):
    """Whether somebody came is known only after the talk has begun."""

    code = "talk_not_over"
    status = 409


@transaction.atomic
def write_notes(interview_id: UUID, agent_id: UUID, *, text: str, at: datetime) -> None:
    """The agent's notes of the talk are these (ten thousand signs). Raises `TalkNotFound`. Repeats: the same notes."""
    talk = held(interview_id, agent_id=agent_id)
    talk.notes, talk.changed_at = text.replace("\x00", "").strip()[:NOTES_CHARACTERS_MAX], at
    talk.save(update_fields=["notes", "changed_at"])


@transaction.atomic
def end(interview_id: UUID, agent_id: UUID, *, came: bool, at: datetime) -> None:
    """The talk took place, or the person did not come, and `InterviewEnded` is told.

    Who missed a first talk has one new offer in the inbox; who misses that one has none. Raises `TalkNotFound`, `NotOverYet`. Repeats: a talk that
    is over stays as it ended.
    """
    talk = held(interview_id, agent_id=agent_id)
    if talk.state != "booked":
        return
    if at < talk.starts_at:
        raise NotOverYet
    finish(talk, "held" if came else "no_show", at=at)
    missed = talk.offer
    if not came and missed.after_id is None:
        offer_id = derived("offer after", talk.id)
        Offer.objects.create(id=offer_id, person_id=talk.person_id, topic=missed.topic, after=talk, made_at=at, expires_at=at + OPEN_FOR)
        write(talk.person_id, "missed", about=offer_id, at=at)


def remind(at: datetime, *, limit: int = 100) -> int:
    """Who talks with us within the hour is reminded in the inbox, once for each time that was booked; how many. Repeats: 0."""
    soon = Interview.objects.filter(state="booked", reminded_at=None, starts_at__gt=at, starts_at__lte=at + REMINDED_BEFORE)
    with transaction.atomic():
        talks = list(soon.select_for_update(skip_locked=True).order_by("starts_at")[:limit])
        for talk in talks:
            write(talk.person_id, "soon", about=derived("soon", talk.id, talk.sequence), at=at)
        Interview.objects.filter(id__in=[talk.id for talk in talks]).update(reminded_at=at)
    return len(talks)
