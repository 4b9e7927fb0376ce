"""Money between people that is more than one transfer: asked for, shared out, left for somebody."""

from zhiyin.payments.models.together.claims import ClaimLink
from zhiyin.payments.models.together.feed import Sharing, Viewer
from zhiyin.payments.models.together.gifts import GiftPart, GroupGift
from zhiyin.payments.models.together.red_packets import RedPacket, RedPacketShare
from zhiyin.payments.models.together.requests import Bill, BillPart, MoneyRequest
from zhiyin.payments.models.together.tabs import Tab, TabEntry

__all__ = [
    "Bill",
    "BillPart",
    "ClaimLink",
    "GiftPart",
    "GroupGift",
    "MoneyRequest",
    "RedPacket",
    "RedPacketShare",
    "Sharing",
    "Tab",
    "TabEntry",
    "Viewer",
]
