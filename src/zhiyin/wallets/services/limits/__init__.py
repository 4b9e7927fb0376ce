"""Limits: what leaves a wallet obeys them; staff propose them and others agree; people set their own."""

from zhiyin.wallets.judging import EXCHANGE, PAYMENT, PAYOUT, TRANSFER, WITHDRAWAL, Deed
from zhiyin.wallets.services.limits.obeying import OverLimit, never_left, obey
from zhiyin.wallets.services.limits.own import COOLING_OFF, OWN_LIMITS, set_own_limit
from zhiyin.wallets.services.limits.setting import (
    BadLimit,
    DecidedAlready,
    NewRule,
    NoSuchProposal,
    OwnProposal,
    decide,
    draft,
    needs_another,
    propose,
)
from zhiyin.wallets.services.limits.standings import OwnStanding, decide_standing, set_standing

__all__ = [
    "COOLING_OFF",
    "EXCHANGE",
    "OWN_LIMITS",
    "PAYMENT",
    "PAYOUT",
    "TRANSFER",
    "WITHDRAWAL",
    "BadLimit",
    "DecidedAlready",
    "Deed",
    "NewRule",
    "NoSuchProposal",
    "OverLimit",
    "OwnProposal",
    "OwnStanding",
    "decide",
    "decide_standing",
    "draft",
    "needs_another",
    "never_left",
    "obey",
    "propose",
    "set_own_limit",
    "set_standing",
]
