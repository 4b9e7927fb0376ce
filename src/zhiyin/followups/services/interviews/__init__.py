"""What is done with talks face to face: hours are published, people invited, times booked, and what came of it."""

from zhiyin.followups.services.interviews.booking import BadSlot, OfferOver, TalkNotFound, book, cancel, invite, move
from zhiyin.followups.services.interviews.hours import BadHours, add_hours, clear_day, remove_hours, set_day
from zhiyin.followups.services.interviews.meeting import NotOverYet, end, remind, write_notes

__all__ = [
    "BadHours",
    "BadSlot",
    "NotOverYet",
    "OfferOver",
    "TalkNotFound",
    "add_hours",
    "book",
    "cancel",
    "clear_day",
    "end",
    "invite",
    "move",
    "remind",
    "remove_hours",
    "set_day",
    "write_notes",
]
