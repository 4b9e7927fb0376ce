"""What Zhiyin did to reach people."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zhiyin.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSent(Event):
    """A message left for a person. `id` is the message's id."""

    person_id: UUID
    channel: str
    template: str
    follow_up_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSeen(Event):
    """A person had the message before their eyes for the first time."""

    message_id: UUID
    person_id: UUID
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageDelivered(Event):
    """A provider says that the message lies where the person reads it."""

    message_id: UUID
    person_id: UUID
    channel: str
    follow_up_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFailed(Event):
    """The message did not reach its person and is not tried any more. `reason`: bounce | no_address | no_consent | too_late | a provider's word."""

    message_id: UUID
    person_id: UUID
    channel: str
    reason: str
    follow_up_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressSuppressed(Event):
    """An address of a person is not written to any more. `reason`: bounce | complaint | stop."""

    person_id: UUID
    channel: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SuppressionLifted(Event):
    """An address that was not written to may be written to again. `reason`: what had stopped it. `why`: confirmed (its owner proved it again,
    `staff_id` None), or what staff say: asked | mended | mistake.
    """

    person_id: UUID
    channel: str
    reason: str
    why: str
    staff_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyReceived(Event):
    """A person wrote a figure back. `message_id`: the newest message that had left to them on the channel; `letter`: the choice they named, or ""."""

    person_id: UUID
    channel: str
    message_id: UUID
    figure: int
    letter: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImprovementShipped(Event):
    """What people complained of was mended. `people` are those whose cases carried the theme at that moment."""

    improvement_id: UUID
    theme_id: UUID
    people: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPlanned(Event):
    """Somebody of ours shall telephone a person. `reason`: asked | case | follow_up; `about_id`: the case or the follow-up's occasion."""

    call_id: UUID
    person_id: UUID
    reason: str
    about_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallMade(Event):
    """An agent dialled. `outcome`: reached | no_answer | refused | do_not_call | wrong_number; `last`: the call is over with it."""

    call_id: UUID
    person_id: UUID
    outcome: str
    last: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewOffered(Event):
    """A person was invited to choose a time for a talk with us."""

    offer_id: UUID
    person_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewBooked(Event):
    """A talk has a time, for the first time or another one. `starts_at` is when it begins."""

    interview_id: UUID
    person_id: UUID
    agent_id: UUID
    starts_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewEnded(Event):
    """A talk is over. `outcome`: held | no_show | cancelled."""

    interview_id: UUID
    person_id: UUID
    outcome: str
