"""Leaving messages for people, carrying them out of the house, and what comes back."""

from zhiyin.channels.services.accounts import (
    NoChatHere,
    NotTheBridge,
    begin_chat,
    check_bridge,
    forget_chat,
    link_chat,
    take_bridge_receipt,
    take_chat,
)
from zhiyin.channels.services.alerts import alert_staff, deaf_places, tell_staff, watch_providers
from zhiyin.channels.services.courier import carry, waits
from zhiyin.channels.services.devices import BadDevice, add_device, forget_device
from zhiyin.channels.services.gateways import NotTheGateway, check_call, take_gateway_receipt
from zhiyin.channels.services.hearing import listen, take_text
from zhiyin.channels.services.receipts import note
from zhiyin.channels.services.returning import CallNotRead, LetterUnderWay, NotAReport, NotTheMailCompany, take_mail_call, take_report
from zhiyin.channels.services.sending import Sending, Terms, close_messages, mark_seen, send, send_many
from zhiyin.channels.services.suppressing import LIFTED_BECAUSE, lift, lift_bounce, suppress

__all__ = [
    "LIFTED_BECAUSE",
    "BadDevice",
    "CallNotRead",
    "LetterUnderWay",
    "NoChatHere",
    "NotAReport",
    "NotTheBridge",
    "NotTheGateway",
    "NotTheMailCompany",
    "Sending",
    "Terms",
    "add_device",
    "alert_staff",
    "begin_chat",
    "carry",
    "check_bridge",
    "check_call",
    "close_messages",
    "deaf_places",
    "forget_chat",
    "forget_device",
    "lift",
    "lift_bounce",
    "link_chat",
    "listen",
    "mark_seen",
    "note",
    "send",
    "send_many",
    "suppress",
    "take_bridge_receipt",
    "take_chat",
    "take_gateway_receipt",
    "take_mail_call",
    "take_report",
    "take_text",
    "tell_staff",
    "waits",
    "watch_providers",
]
