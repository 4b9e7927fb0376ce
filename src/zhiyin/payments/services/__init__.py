"""What payments do: merchants open and show codes; people pay and send."""

from zhiyin.payments.codes import UnknownPayee
from zhiyin.payments.services.bookkeeping import UnknownMonth, set_tax_year
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
from zhiyin.payments.services.refunds import OverRefundLimit, RefundTooLarge, TakingsTooSmall, UnknownPayment, beginning_of_day, refund
from zhiyin.payments.services.staff import (
    InvitationOver,
    NotAtThisTill,
    UnknownTillRole,
    WorksHereAlready,
    accept_invitation,
    check_owner,
    check_works_here,
    end_staff,
    invite_staff,
    leave_till,
)

__all__ = [
    "BadHistory",
    "BadMerchant",
    "Code",
    "InvitationOver",
    "NewItem",
    "NewMerchant",
    "NotAtThisTill",
    "OverRefundLimit",
    "PastPayment",
    "PayingYourself",
    "RefundTooLarge",
    "TakingsTooSmall",
    "UnknownMonth",
    "UnknownPayee",
    "UnknownPayment",
    "UnknownPerson",
    "UnknownTillRole",
    "WorksHereAlready",
    "accept_invitation",
    "beginning_of_day",
    "check_owner",
    "check_works_here",
    "end_staff",
    "invite_staff",
    "leave_till",
    "list_items",
    "make_code",
    "open_merchant",
    "open_merchants",
    "pay",
    "pay_many",
    "refund",
    "set_tax_year",
    "shown_code",
    "transfer",
]
