"""What funding does: money comes into wallets from outside, and leaves them. A file per subject."""

from zhiyin.funding.iban import (
    BadIban,
    parse_iban,
)
from zhiyin.funding.providers.bank.reading import BadStatement
from zhiyin.funding.services.bank import Read, read_statement
from zhiyin.funding.services.charges import ask, ask_about_open_charges, charge, cover, settle
from zhiyin.funding.services.files import FileOut, file_written, files_for_bank
from zhiyin.funding.services.lines import GivingYourself, LineSettled, NotIncoming, book_own, give_line, pay_with_line
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
from zhiyin.funding.services.orders import NewOrder, OrderGone, drawer, order
from zhiyin.funding.services.orders import refuse as refuse_order
from zhiyin.funding.services.reports import report_seen
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
    "NewOrder",
    "NoSuchMethod",
    "NotIncoming",
    "NotTakenHere",
    "OrderGone",
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
    "drawer",
    "file_written",
    "files_for_bank",
    "finish_visit",
    "give_line",
    "handle_waiting",
    "offer_card_first",
    "order",
    "parse_iban",
    "pay_with_line",
    "put_first",
    "read_statement",
    "receive_webhook",
    "refuse_order",
    "release",
    "remove",
    "replay_webhooks",
    "report_seen",
    "settle",
    "top_up",
    "top_up_many",
    "visit_card_company",
    "withdraw",
]
