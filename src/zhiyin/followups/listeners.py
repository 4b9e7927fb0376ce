"""What this room hears."""

from collections.abc import Sequence

from zhiyin.events import Event
from zhiyin.events.people import ConsentWithdrawn
from zhiyin.events.reach import MessageFailed, MessageSent, ReplyReceived
from zhiyin.events.voice import AnswerGiven
from zhiyin.followups import services
from zhiyin.followups.journeys.facts import FACTS
from zhiyin.outbox.listening import listens_to
from zhiyin.privacy import queries as privacy

EVERY_CHANNEL = "*"


@listens_to(*(fact.event for fact in FACTS.values()), MessageSent)
def follow_journeys(events: Sequence[Event]) -> None:
    """One listener for all that journeys know, so that what begins one is heard before what ends it."""
    services.follow(events)


@listens_to(ConsentWithdrawn)
def fall_silent(events: Sequence[Event]) -> None:
    """A consent taken back anywhere stops what was planned on it and closes what lies open."""
    for event in events:
        if isinstance(event, ConsentWithdrawn) and event.channel == EVERY_CHANNEL and not _allowed_again(event):
            services.silence(event.person_id, event.purpose, at=event.at)


@listens_to(AnswerGiven)
def note_answers(events: Sequence[Event]) -> None:
    """A follow-up whose question was answered says so."""
    if given := [event for event in events if isinstance(event, AnswerGiven)]:
        services.note_answers({event.answer_id for event in given}, at=max(event.at for event in given))


@listens_to(MessageFailed)
def go_on_elsewhere(events: Sequence[Event]) -> None:
    """What did not arrive is tried on the next channel, while it still has its point."""
    if failed := [event for event in events if isinstance(event, MessageFailed) and event.follow_up_id is not None]:
        services.go_on({event.message_id for event in failed}, at=max(event.at for event in failed))


@listens_to(ReplyReceived)
def take_replies(events: Sequence[Event]) -> None:
    """A figure that somebody wrote back answers the question it was meant for."""
    for event in events:
        if isinstance(event, ReplyReceived):
            services.take_reply(event)


def _allowed_again(event: ConsentWithdrawn) -> bool:
    return privacy.allows(event.person_id, event.purpose, channel=event.channel).allowed
