"""What wallets tell: what is in them, how it came there, and whether the rooms' records agree with the journal."""

from zhiyin.wallets.queries.holdings import (
    Claim,
    Difference,
    Wallet,
    accounts,
    default_asset,
    differences,
    entries,
    statement,
    wallet,
    wallets,
)
from zhiyin.wallets.queries.periods import period

__all__ = ["Claim", "Difference", "Wallet", "accounts", "default_asset", "differences", "entries", "period", "statement", "wallet", "wallets"]
