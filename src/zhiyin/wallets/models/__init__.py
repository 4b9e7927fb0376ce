"""Whose wallets there are."""

from zhiyin.wallets.models.wallets import Wallet

__all__ = ["Wallet"]
