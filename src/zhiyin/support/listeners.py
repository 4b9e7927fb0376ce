"""What this room hears."""

from collections.abc import Sequence

from zhiyin.events import Event
from zhiyin.events.voice import AnswerGiven, CommentAdded
from zhiyin.outbox.listening import listens_to
from zhiyin.support import services


@listens_to(AnswerGiven, CommentAdded)
def open_cases(events: Sequence[Event]) -> None:
    """One listener for both, so that the tap is heard before its sentence."""
    for event in events:
        if isinstance(event, AnswerGiven):
            services.hear_answer(event)
        elif isinstance(event, CommentAdded):
            services.hear_comment(event)
