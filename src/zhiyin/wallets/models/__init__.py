"""Whose wallets there are, what they can hold, what was exchanged, and what may leave them."""

from zhiyin.wallets.models.currencies import Asset, Exchange, Quote, Rate
from zhiyin.wallets.models.limits import LimitDecision, LimitRule, LimitUsage, Standing
from zhiyin.wallets.models.wallets import Wallet

__all__ = ["Asset", "Exchange", "LimitDecision", "LimitRule", "LimitUsage", "Quote", "Rate", "Standing", "Wallet"]
