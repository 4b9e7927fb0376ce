"""What funding does: money comes into wallets from outside, and leaves them. A file per subject."""

from zhiyin.funding.iban import (
    BadIban,
    parse_iban,
)
from zhiyin.funding.providers.bank.camt053 import BadStatement
from zhiyin.funding.services.bank import (
    FileOut,
    GivingYourself,
    LineSettled,
    NotIncoming,
    Read,
    book_own,
    file_written,
    files_for_bank,
    give_line,
    pay_with_line,
    read_statement,
)
from zhiyin.funding.services.charges import ask, ask_about_open_charges, charge, cover, settle
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
    offer_card_first,
    put_first,
    remove,
    visit_card_company,
)
from zhiyin.funding.services.top_ups import BadHistory, PastTopUp, TopUpTooLarge, UnknownSource, top_up, top_up_many
from zhiyin.funding.services.webhooks import BadWebhook, handle_waiting
from zhiyin.funding.services.webhooks import receive as receive_webhook
from zhiyin.funding.services.webhooks import replay as replay_webhooks
from zhiyin.funding.services.withdrawals import (
    AccountRests,
    WithdrawalGone,
    cancel,
    release,
    withdraw,
)

__all__ = [
    "AccountRests",
    "BadHistory",
    "BadHolder",
    "BadIban",
    "BadStatement",
    "BadWebhook",
    "CardCompanyAway",
    "FileOut",
    "GivingYourself",
    "LineSettled",
    "NoSuchMethod",
    "NotIncoming",
    "NotTakenHere",
    "PastTopUp",
    "Read",
    "TooManyMethods",
    "TopUpTooLarge",
    "UnknownSource",
    "WithdrawalGone",
    "add_bank_account",
    "allow_automatic",
    "ask",
    "ask_about_open_charges",
    "book_own",
    "cancel",
    "charge",
    "choose_demo_card",
    "cover",
    "file_written",
    "files_for_bank",
    "finish_visit",
    "give_line",
    "handle_waiting",
    "offer_card_first",
    "parse_iban",
    "pay_with_line",
    "put_first",
    "read_statement",
    "receive_webhook",
    "release",
    "remove",
    "replay_webhooks",
    "settle",
    "top_up",
    "top_up_many",
    "visit_card_company",
    "withdraw",
]
