"""Whose wallets there are, what they can hold, and what was exchanged."""

from zhiyin.wallets.models.currencies import Asset, Exchange, Quote, Rate
from zhiyin.wallets.models.wallets import Wallet

__all__ = ["Asset", "Exchange", "Quote", "Rate", "Wallet"]
