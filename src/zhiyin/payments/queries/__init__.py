"""What payments tell: who can be paid, what was paid, and a person's account book."""

from zhiyin.payments.queries.activity import BadCursor, Page, Row, activity
from zhiyin.payments.queries.merchants import (
    Item,
    Merchant,
    ReadCode,
    code_in_picture,
    code_picture,
    is_paid,
    items,
    merchant,
    merchants,
    merchants_of,
    read_code,
    search_merchants,
)
from zhiyin.payments.queries.receipts import (
    Payment,
    Receipt,
    ReceiptLine,
    Transfer,
    TransferReceipt,
    payment,
    payment_for_owner,
    payment_for_staff,
    transfer,
)
from zhiyin.payments.queries.takings import (
    Figures,
    PaymentPage,
    PaymentRow,
    PersonSummary,
    Takings,
    Totals,
    daily_takings,
    payments_of,
    person_summary,
    recent_payments,
    recent_people,
    takings,
    totals,
)

__all__ = [
    "BadCursor", "Figures", "Item", "Merchant", "Page", "Payment", "PaymentPage", "PaymentRow", "PersonSummary", "ReadCode", "Receipt", "ReceiptLine",
    "Row", "Takings", "Totals", "Transfer", "TransferReceipt",
    "activity", "code_in_picture", "code_picture", "daily_takings", "is_paid", "items", "merchant", "merchants", "merchants_of", "payment",
    "payment_for_owner", "payment_for_staff", "payments_of", "person_summary", "read_code", "recent_payments", "recent_people", "search_merchants",
    "takings", "totals", "transfer",
]  # fmt: skip
