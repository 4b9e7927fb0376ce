"""What people do about their own sign-in, and what staff do about roles."""

from zhiyin.identity.services.joining import EmailTaken, HandleTaken, NewPerson, begin_joining, finish_joining, forget_unfinished, join, join_many
from zhiyin.identity.services.names import BadHandle, BadName, checked_handle, checked_name, rename
from zhiyin.identity.services.preferences import UnknownLanguage, UnknownTimezone, set_language, set_timezone
from zhiyin.identity.services.roles import NobodyThere, UnknownRole, give_role, take_role
from zhiyin.identity.services.sessions import end_session, end_sessions
from zhiyin.identity.services.tokens import end_token, issue_token

__all__ = [
    "BadHandle",
    "BadName",
    "EmailTaken",
    "HandleTaken",
    "NewPerson",
    "NobodyThere",
    "UnknownLanguage",
    "UnknownRole",
    "UnknownTimezone",
    "begin_joining",
    "checked_handle",
    "checked_name",
    "end_session",
    "end_sessions",
    "end_token",
    "finish_joining",
    "forget_unfinished",
    "give_role",
    "issue_token",
    "join",
    "join_many",
    "rename",
    "set_language",
    "set_timezone",
    "take_role",
]
