"""What payments tell of money between people that is more than one transfer."""

from zhiyin.payments.queries.together.bills import Bill, BillPart, bill, bills
from zhiyin.payments.queries.together.claims import MoneyLink, money_link, money_link_of, money_links
from zhiyin.payments.queries.together.feed import FeedItem, FeedSettings, feed, feed_settings
from zhiyin.payments.queries.together.gifts import GiftGiver, GroupGift, group_gift, group_gifts
from zhiyin.payments.queries.together.red_packets import Draw, RedPacket, Share, draw, red_packet, red_packet_of, red_packets_sent
from zhiyin.payments.queries.together.requests import Request, request, requests
from zhiyin.payments.queries.together.tabs import Owed, Tab, TabEntry, TabMember, tab, tabs

__all__ = [
    "Bill",
    "BillPart",
    "Draw",
    "FeedItem",
    "FeedSettings",
    "GiftGiver",
    "GroupGift",
    "MoneyLink",
    "Owed",
    "RedPacket",
    "Request",
    "Share",
    "Tab",
    "TabEntry",
    "TabMember",
    "bill",
    "bills",
    "draw",
    "feed",
    "feed_settings",
    "group_gift",
    "group_gifts",
    "money_link",
    "money_link_of",
    "money_links",
    "red_packet",
    "red_packet_of",
    "red_packets_sent",
    "request",
    "requests",
    "tab",
    "tabs",
]
