"""What this room does: asks people, takes their answers, and lets staff build questionnaires."""

from zhiyin.surveys.services.asking import (
    AnswerFirst,
    BadAnswer,
    BadComment,
    InvitationClosed,
    NotYours,
    Question,
    answer,
    checked_words,
    close,
    comment,
    invite,
    invite_many,
)

__all__ = [
    "AnswerFirst",
    "BadAnswer",
    "BadComment",
    "InvitationClosed",
    "NotYours",
    "Question",
    "answer",
    "checked_words",
    "close",
    "comment",
    "invite",
    "invite_many",
]
