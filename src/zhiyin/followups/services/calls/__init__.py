"""What is done with telephone calls: they are asked for, planned, taken by one agent, and come to something."""

from zhiyin.followups.services.calls.asking import AlreadyAsked, BadCallTime, BadTopic, CallNotFound, NoNumber, ask, cancel
from zhiyin.followups.services.calls.outcomes import BadOutcome, record
from zhiyin.followups.services.calls.planning import ToldNotToCall, call_about_case, plan
from zhiyin.followups.services.calls.working import CallTaken, HoldsAnother, NotInYourHands, QuietThere, claim, claim_next, release

__all__ = [
    "AlreadyAsked",
    "BadCallTime",
    "BadOutcome",
    "BadTopic",
    "CallNotFound",
    "CallTaken",
    "HoldsAnother",
    "NoNumber",
    "NotInYourHands",
    "QuietThere",
    "ToldNotToCall",
    "ask",
    "call_about_case",
    "cancel",
    "claim",
    "claim_next",
    "plan",
    "record",
    "release",
]
