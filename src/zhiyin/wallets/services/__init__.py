"""What wallets do: they open, and money moves between them."""

from zhiyin.wallets.services.moving import (
    AccountFrozen,
    Code,
    HoldGone,
    InsufficientFunds,
    KeyReused,
    NoWallet,
    OverCeiling,
    WrongCurrency,
    book,
    check_amount,
    move,
    open_wallet,
    open_wallets,
    system_account,
    together,
)

__all__ = [
    "AccountFrozen",
    "Code",
    "HoldGone",
    "InsufficientFunds",
    "KeyReused",
    "NoWallet",
    "OverCeiling",
    "WrongCurrency",
    "book",
    "check_amount",
    "move",
    "open_wallet",
    "open_wallets",
    "system_account",
    "together",
]
