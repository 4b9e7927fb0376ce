"""What people do with money together."""

from zhiyin.payments.services.together.requests import (
    AskingYourself,
    NoSuchRequest,
    RemindedAlready,
    RequestClosed,
    TooManyRequests,
    ask,
    cancel_request,
    decline_request,
    may_be_reminded,
    pay_request,
    remind,
)

__all__ = [
    "AskingYourself",
    "NoSuchRequest",
    "RemindedAlready",
    "RequestClosed",
    "TooManyRequests",
    "ask",
    "cancel_request",
    "decline_request",
    "may_be_reminded",
    "pay_request",
    "remind",
]
