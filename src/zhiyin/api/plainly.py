"""A transfer that a program sends in the plainest form, answered without a framework: the same judges, the same service, the same words as the route.

Only what the route would certainly admit is taken; everything else raises, and the route judges it from its beginning.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from ninja.responses import NinjaJSONEncoder

from zhiyin.api import limits
from zhiyin.api.keys import read_key
from zhiyin.api.payments import TransferOut, transfer_out
from zhiyin.identity import queries as identity
from zhiyin.kit import card_numbers, clock
from zhiyin.kit.money import parse_amount
from zhiyin.payments import services
from zhiyin.wallets.queries import default_asset

BODY_BYTES_MAX = 4_096
FIELDS = {"to": 60, "amount": 40, "note": 400, "key": 36}
ENCODER = NinjaJSONEncoder()


class NotPlain(Exception):
    """The route has to look at this request."""


def transfer(asked: dict[str, Any], body: bytes) -> tuple[UUID, bytes]:
    """Whose transfer was made, and the answer's body (201). `asked`: the request as WSGI describes it; a request that was counted is marked in it.

    Raises `NotPlain`, or what the route would say no with: ask the route then.
    """
    token = asked.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer ")
    sent = _fields(body)
    key = read_key(asked.get("HTTP_IDEMPOTENCY_KEY", ""), UUID(sent["key"]) if "key" in sent else None)
    limits.spend(hashlib.sha256(token.encode()).hexdigest())
    asked[limits.COUNTED] = True
    person = identity.person_by_token(token)
    if person is None or "person" not in person.roles:
        raise NotPlain
    made = services.transfer(
        key=key,
        sender_id=person.id,
        to_handle=sent["to"],
        amount_minor=parse_amount(sent["amount"], default_asset()),
        at=clock.now(),
        note=sent.get("note", ""),
    )
    return person.id, ENCODER.encode(_plain(transfer_out(made))).encode()


def _fields(body: bytes) -> Mapping[str, str]:
    sent = json.loads(body)
    if not isinstance(sent, dict) or not {"to", "amount"} <= sent.keys() <= FIELDS.keys():
        raise NotPlain
    if any(not isinstance(text, str) or len(text) > FIELDS[name] for name, text in sent.items()):
        raise NotPlain
    if sent["to"].lstrip().startswith("+"):
        raise NotPlain
    if any(map(card_numbers.found_in, sent.values())):
        raise NotPlain
    "".join(sent.values()).encode()  # half a sign, which JSON can spell, is no text
    return sent


def _plain(told: TransferOut) -> dict[str, Any]:
    return {name: getattr(told, name) for name in TransferOut.model_fields}
