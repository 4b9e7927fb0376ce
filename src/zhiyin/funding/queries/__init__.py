"""What funding tells: what came into wallets and what left them. A file per subject."""

from zhiyin.funding.queries.charges import Charge, ProviderEvent, charge, charges, open_charges, provider_events
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

__all__ = [
    "CardVisit",
    "Charge",
    "Method",
    "ProviderEvent",
    "TopUp",
    "allows_automatic",
    "bank_accounts",
    "cards",
    "charge",
    "charges",
    "differences",
    "methods",
    "methods_by_id",
    "open_charges",
    "pays_out",
    "provider_events",
    "sources",
    "takes_cards",
    "top_ups",
    "top_ups_of",
    "ways_in",
]
