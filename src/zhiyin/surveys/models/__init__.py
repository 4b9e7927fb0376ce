"""Who was asked what, and what they answered: single questions, and whole questionnaires. And what people miss."""

from zhiyin.surveys.models.invitations import COMMENT_CHARACTERS_MAX, Answer, Invitation
from zhiyin.surveys.models.questionnaires import QuestionAnswer, Response, Survey, SurveyVersion, Ticket
from zhiyin.surveys.models.wishes import WISH_CHARACTERS_MAX, WISH_CHARACTERS_MIN, Wish, WishVote

__all__ = [
    "COMMENT_CHARACTERS_MAX",
    "WISH_CHARACTERS_MAX",
    "WISH_CHARACTERS_MIN",
    "Answer",
    "Invitation",
    "QuestionAnswer",
    "Response",
    "Survey",
    "SurveyVersion",
    "Ticket",
    "Wish",
    "WishVote",
]
