"""What payments do: merchants open and show codes; people pay and send."""

from zhiyin.payments.codes import UnknownPayee
from zhiyin.payments.services.history import BadHistory, PastPayment, pay_many
from zhiyin.payments.services.merchants import (
    BadMerchant,
    Code,
    NewItem,
    NewMerchant,
    list_items,
    make_code,
    open_merchant,
    open_merchants,
    shown_code,
)
from zhiyin.payments.services.pay import PayingYourself, UnknownPerson, pay, transfer

__all__ = [
    "BadHistory",
    "BadMerchant",
    "Code",
    "NewItem",
    "NewMerchant",
    "PastPayment",
    "PayingYourself",
    "UnknownPayee",
    "UnknownPerson",
    "list_items",
    "make_code",
    "open_merchant",
    "open_merchants",
    "pay",
    "pay_many",
    "shown_code",
    "transfer",
]
