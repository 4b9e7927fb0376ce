"""Leaving messages for people, carrying them out of the house, and what comes back."""

from zhiyin.channels.services.alerts import alert_staff, deaf_places, tell_staff, watch_providers
from zhiyin.channels.services.courier import carry, waits
from zhiyin.channels.services.devices import BadDevice, add_device, forget_device
from zhiyin.channels.services.gateways import NotTheGateway, check_call, take_gateway_receipt
from zhiyin.channels.services.hearing import listen, take_text
from zhiyin.channels.services.receipts import note
from zhiyin.channels.services.returning import CallNotRead, LetterUnderWay, NotAReport, NotTheMailCompany, take_mail_call, take_report
from zhiyin.channels.services.sending import Terms, close_messages, mark_seen, send
from zhiyin.channels.services.suppressing import lift, suppress

__all__ = [
    "BadDevice",
    "CallNotRead",
    "LetterUnderWay",
    "NotAReport",
    "NotTheGateway",
    "NotTheMailCompany",
    "Terms",
    "add_device",
    "alert_staff",
    "carry",
    "check_call",
    "close_messages",
    "deaf_places",
    "forget_device",
    "lift",
    "listen",
    "mark_seen",
    "note",
    "send",
    "suppress",
    "take_gateway_receipt",
    "take_mail_call",
    "take_report",
    "take_text",
    "tell_staff",
    "waits",
    "watch_providers",
]
