"""Short messages through a company's gateway: one signed call a message, and signed calls back (Standard Webhooks)."""

import base64
import binascii
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from zhiyin.channels.providers.base import BOUNCE, Kind, Letter, Outcome
from zhiyin.channels.providers.sms import letters
from zhiyin.kit import calling

APART_MAX = timedelta(minutes=5)
NOBODY = frozenset({400, 404, 410, 422})
WAIT_DEFAULT, WAIT_MAX = timedelta(seconds=30), timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway:
    """The company's address, and the secret that both sides sign with. It takes the same `webhook-id` once."""

    url: str
    secret: str
    sender: str
    per_minute: int = 0

    code = "gateway"
    channel = "sms"
    interrupts = True
    repeatable = True
    sends_again = True

    def deliver(self, letter: Letter) -> Outcome:
        """Hands the letter over. 2xx: taken, the answer's "id" is the reference; 400, 404, 410, 422: never; anything else: later."""
        body = json.dumps({"to": letter.address, "from": self.sender, "text": letters.text(letter)}, ensure_ascii=False).encode()
        signed = headers(str(letter.key), body, secret=self.secret, at=letter.at)
        answer = calling.post(self.url, body, signed, reach=calling.ANYWHERE)  # the operator's own setting names it
        if answer.taken:
            return Outcome(kind=Kind.ACCEPTED, reference=_reference(answer.answer) or str(letter.key))
        reason = f"HTTP {answer.status}" if answer.status else answer.problem
        if answer.status in NOBODY:
            return Outcome(kind=Kind.REFUSED, reason=BOUNCE)
        if answer.status is None and answer.left:
            return Outcome(kind=Kind.UNKNOWN, reason=reason)
        return Outcome(kind=Kind.LATER, reason=reason, retry_after=waited(answer.retry_after))


def waited(seconds: int | None) -> timedelta:
    """How long to wait when the other side asks for that many seconds: at most an hour, half a minute when it does not say."""
    return min(timedelta(seconds=seconds), WAIT_MAX) if seconds is not None else WAIT_DEFAULT


def headers(name: str, body: bytes, *, secret: str, at: datetime) -> dict[str, str]:
    """What signs a body under that name at that moment."""
    moment = str(int(at.timestamp()))
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Zhiyin/1",
        "webhook-id": name,
        "webhook-timestamp": moment,
        "webhook-signature": f"v1,{base64.b64encode(_signature(name, moment, body, secret=secret)).decode()}",
    }


def is_signed(said: Mapping[str, str], body: bytes, *, secret: str, at: datetime) -> bool:
    """Whether one of the signatures in those headers is the other side's, made at most five minutes from now."""
    name, moment = said.get("webhook-id", ""), said.get("webhook-timestamp", "")
    if not name or not re.fullmatch(r"[0-9]{1,12}", moment) or abs(at.timestamp() - int(moment)) > APART_MAX.total_seconds():
        return False
    wanted = _signature(name, moment, body, secret=secret)
    return any(hmac.compare_digest(wanted, _read(each)) for each in said.get("webhook-signature", "").split())


def _signature(name: str, moment: str, body: bytes, *, secret: str) -> bytes:
    return hmac.new(secret.encode(), f"{name}.{moment}.".encode() + body, hashlib.sha256).digest()


def _read(signature: str) -> bytes:
    try:
        return base64.b64decode(signature.removeprefix("v1,"), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _reference(answer: str) -> str:
    try:
        found = json.loads(answer)
    except ValueError:
        return ""
    return str(found.get("id", ""))[:100] if isinstance(found, dict) else ""
