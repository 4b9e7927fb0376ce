"""What was asked and answered, told to the other rooms."""

from zhiyin.surveys.queries.asked import (
    AnswerDetail,
    InvitationDetail,
    StarSummary,
    about,
    answer,
    answered,
    answers,
    answers_of,
    invitation,
    invitations,
    latest,
    star_summary,
    survey,
    unanswered,
)

__all__ = [
    "AnswerDetail",
    "InvitationDetail",
    "StarSummary",
    "about",
    "answer",
    "answered",
    "answers",
    "answers_of",
    "invitation",
    "invitations",
    "latest",
    "star_summary",
    "survey",
    "unanswered",
]
