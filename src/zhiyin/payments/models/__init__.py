"""Merchants and what they sell, their codes, and what people paid and sent."""

from zhiyin.payments.models.bookkeeping import Bookkeeping
from zhiyin.payments.models.merchants import Item, Merchant, PaymentCode
from zhiyin.payments.models.orders import MerchantKey, Order
from zhiyin.payments.models.payments import Line, Payment, Transfer
from zhiyin.payments.models.presented import Device, Presented, WrongCode
from zhiyin.payments.models.refunds import Refund
from zhiyin.payments.models.settlements import Plan, Settled, Settlement, Terms
from zhiyin.payments.models.staff import Staff
from zhiyin.payments.models.together import (
    Bill,
    BillPart,
    ClaimLink,
    GiftPart,
    GroupGift,
    MoneyRequest,
    RedPacket,
    RedPacketShare,
    Sharing,
    Tab,
    TabEntry,
    Viewer,
)
from zhiyin.payments.models.webhooks import Attempt, Delivery, Endpoint

__all__ = [
    "Attempt",
    "Bill",
    "BillPart",
    "Bookkeeping",
    "ClaimLink",
    "Delivery",
    "Device",
    "Endpoint",
    "GiftPart",
    "GroupGift",
    "Item",
    "Line",
    "Merchant",
    "MerchantKey",
    "MoneyRequest",
    "Order",
    "Payment",
    "PaymentCode",
    "Plan",
    "Presented",
    "RedPacket",
    "RedPacketShare",
    "Refund",
    "Settled",
    "Settlement",
    "Sharing",
    "Staff",
    "Tab",
    "TabEntry",
    "Terms",
    "Transfer",
    "Viewer",
    "WrongCode",
]
