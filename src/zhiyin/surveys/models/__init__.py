"""Who was asked what, and what they answered: single questions, and whole questionnaires."""

from zhiyin.surveys.models.invitations import COMMENT_CHARACTERS_MAX, Answer, Invitation
from zhiyin.surveys.models.questionnaires import QuestionAnswer, Response, Survey, SurveyVersion, Ticket

__all__ = [
    "COMMENT_CHARACTERS_MAX",
    "Answer",
    "Invitation",
    "QuestionAnswer",
    "Response",
    "Survey",
    "SurveyVersion",
    "Ticket",
]
