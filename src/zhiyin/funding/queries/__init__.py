"""What funding tells: what came into wallets and what left them. A file per subject."""

from zhiyin.funding.queries.charges import Charge, ProviderEvent, charge, charges, cover_of, open_charges, provider_events
from zhiyin.funding.queries.checks import differences
from zhiyin.funding.queries.methods import (
    CardVisit,
    Method,
    allows_automatic,
    bank_accounts,
    cards,
    methods,
    methods_by_id,
    pays_out,
    takes_cards,
    ways_in,
)
from zhiyin.funding.queries.top_ups import TopUp, sources, top_ups, top_ups_of
from zhiyin.funding.queries.withdrawals import (
    BankLine,
    BankState,
    Withdrawal,
    bank_state,
    settled_lines,
    unmatched_lines,
    withdrawal,
    withdrawals_of,
    withdrawals_on_the_way,
)

__all__ = [
    "BankLine",
    "BankState",
    "CardVisit",
    "Charge",
    "Method",
    "ProviderEvent",
    "TopUp",
    "Withdrawal",
    "allows_automatic",
    "bank_accounts",
    "bank_state",
    "cards",
    "charge",
    "charges",
    "cover_of",
    "differences",
    "methods",
    "methods_by_id",
    "open_charges",
    "pays_out",
    "provider_events",
    "settled_lines",
    "sources",
    "takes_cards",
    "top_ups",
    "top_ups_of",
    "unmatched_lines",
    "ways_in",
    "withdrawal",
    "withdrawals_of",
    "withdrawals_on_the_way",
]
