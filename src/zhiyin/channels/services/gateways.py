"""Calls from the company whose gateway carries our short messages."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from zhiyin.channels.providers import sms
from zhiyin.channels.providers.signed import is_signed
from zhiyin.channels.providers.sms.receipts import Receipt
from zhiyin.channels.services.hearing import take_receipt
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import derived

RECEIPTS = {"delivered": True, "failed": False}


class NotTheGateway(Refusal):
    """No gateway is set here, or the call is not signed with its secret, or too old."""

    code = "not_the_gateway"
    status = 401


def check_call(headers: Mapping[str, str], body: bytes, *, at: datetime) -> UUID:
    """The call is the gateway's; answers the key of what it says. Raises `NotTheGateway`. Repeats: the same call has the same key."""
    company, said = sms.own_gateway(), {name.lower(): value for name, value in headers.items()}
    if company is None or not is_signed(said, body, secret=company.secret, at=at):
        raise NotTheGateway
    return derived("short_message", said["webhook-id"])


def take_gateway_receipt(reference: str, state: str, *, at: datetime) -> bool:
    """What the gateway says became of the message it calls `reference` (delivered, failed, or still on its way) is on record; False when it is
    none of ours. Repeats: nothing changes.
    """
    return take_receipt("gateway", "", receipt=Receipt(reference, RECEIPTS.get(state), state), at=at)
