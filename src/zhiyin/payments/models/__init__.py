"""Merchants and what they sell, their codes, and what people paid and sent."""

from zhiyin.payments.models.merchants import Item, Merchant, PaymentCode
from zhiyin.payments.models.payments import Line, Payment, Transfer

__all__ = ["Item", "Line", "Merchant", "Payment", "PaymentCode", "Transfer"]
