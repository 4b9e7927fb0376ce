"""Whose wallets there are, what they can hold, what was exchanged, and what may leave them."""

from zhiyin.wallets.models.currencies import Asset, Exchange, Quote, Rate
from zhiyin.wallets.models.limits import LimitDecision, LimitRule, LimitUsage, Standing, StandingDecision, StandingProposal
from zhiyin.wallets.models.wallets import Freeze, Wallet

__all__ = [
    "Asset",
    "Exchange",
    "Freeze",
    "LimitDecision",
    "LimitRule",
    "LimitUsage",
    "Quote",
    "Rate",
    "Standing",
    "StandingDecision",
    "StandingProposal",
    "Wallet",
]
