"""Telling merchants' programs what happened, as Standard Webhooks says (https://www.standardwebhooks.com)."""

from zhiyin.payments.services.webhooks.addresses import (
    BadWebhook,
    add_endpoint,
    enable_endpoint,
    end_endpoint,
    rotate_secret,
)
from zhiyin.payments.services.webhooks.sending import Parcel, UnknownDelivery, claim_deliveries, note_outcome, replay, send_test, tell_merchants

__all__ = [
    "BadWebhook",
    "Parcel",
    "UnknownDelivery",
    "add_endpoint",
    "claim_deliveries",
    "enable_endpoint",
    "end_endpoint",
    "note_outcome",
    "replay",
    "rotate_secret",
    "send_test",
    "tell_merchants",
]
