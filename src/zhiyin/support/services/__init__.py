"""What support does: cases open, are taken, answered, closed and opened again."""

from zhiyin.support.services.cases import AlreadyClosed, CaseNotFound, close, close_silent, open_case, reopen, take, watch_promises
from zhiyin.support.services.heard import hear_answer, hear_comment
from zhiyin.support.services.threads import BadMessage, NotYours, ask, person_reply, reply

__all__ = [
    "AlreadyClosed",
    "BadMessage",
    "CaseNotFound",
    "NotYours",
    "ask",
    "close",
    "close_silent",
    "hear_answer",
    "hear_comment",
    "open_case",
    "person_reply",
    "reopen",
    "reply",
    "take",
    "watch_promises",
]
