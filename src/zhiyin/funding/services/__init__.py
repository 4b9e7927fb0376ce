"""What funding does: money comes into wallets from outside, and leaves them. A file per subject."""

from zhiyin.funding.services.charges import ask, ask_about_open_charges, charge, settle
from zhiyin.funding.services.methods import (
    BadHolder,
    CardCompanyAway,
    NoSuchMethod,
    NotTakenHere,
    TooManyMethods,
    add_bank_account,
    allow_automatic,
    choose_demo_card,
    finish_visit,
    put_first,
    remove,
    visit_card_company,
)
from zhiyin.funding.services.top_ups import BadHistory, PastTopUp, TopUpTooLarge, UnknownSource, top_up, top_up_many

__all__ = [
    "BadHistory",
    "BadHolder",
    "CardCompanyAway",
    "NoSuchMethod",
    "NotTakenHere",
    "PastTopUp",
    "TooManyMethods",
    "TopUpTooLarge",
    "UnknownSource",
    "add_bank_account",
    "allow_automatic",
    "ask",
    "ask_about_open_charges",
    "charge",
    "choose_demo_card",
    "finish_visit",
    "put_first",
    "remove",
    "settle",
    "top_up",
    "top_up_many",
    "visit_card_company",
]
