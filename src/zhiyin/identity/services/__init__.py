"""What people do about their own sign-in, and what staff do about roles."""

from zhiyin.identity.services.joining import EmailTaken, HandleTaken, NewPerson, begin_joining, finish_joining, forget_unfinished, join, join_many
from zhiyin.identity.services.names import BadHandle, BadName, checked_handle, checked_name, rename
from zhiyin.identity.services.phones import (
    BadPhone,
    NoPhone,
    NoTextsHere,
    TextNotTaken,
    TooManyPhoneCodes,
    TooManySearches,
    WrongPhoneCode,
    begin_phone,
    confirm_phone,
    find_by_phone,
    forget_phone,
    forget_phone_searches,
    send_texts_through,
    set_findable,
)
from zhiyin.identity.services.preferences import UnknownLanguage, UnknownTimezone, set_language, set_timezone
from zhiyin.identity.services.roles import NobodyThere, UnknownRole, give_role, take_role
from zhiyin.identity.services.sessions import end_session, end_sessions, note_new_browser
from zhiyin.identity.services.tokens import end_token, issue_token
from zhiyin.identity.texting import NotTaken

__all__ = [
    "BadHandle",
    "BadName",
    "BadPhone",
    "EmailTaken",
    "HandleTaken",
    "NewPerson",
    "NoPhone",
    "NoTextsHere",
    "NobodyThere",
    "NotTaken",
    "TextNotTaken",
    "TooManyPhoneCodes",
    "TooManySearches",
    "UnknownLanguage",
    "UnknownRole",
    "UnknownTimezone",
    "WrongPhoneCode",
    "begin_joining",
    "begin_phone",
    "checked_handle",
    "checked_name",
    "confirm_phone",
    "end_session",
    "end_sessions",
    "end_token",
    "find_by_phone",
    "finish_joining",
    "forget_phone",
    "forget_phone_searches",
    "forget_unfinished",
    "give_role",
    "issue_token",
    "join",
    "join_many",
    "note_new_browser",
    "rename",
    "send_texts_through",
    "set_findable",
    "set_language",
    "set_timezone",
    "take_role",
]
