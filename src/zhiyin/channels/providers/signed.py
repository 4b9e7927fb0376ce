"""Letters handed to a program of the operator's, or of a company's: one signed call a letter, and signed calls back (Standard Webhooks)."""

import base64
import binascii
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from zhiyin.channels.providers.base import BOUNCE, Kind, Letter, Outcome
from zhiyin.kit import calling

APART_MAX = timedelta(minutes=5)
NOBODY = frozenset({400, 404, 410, 422})
WAIT_DEFAULT, WAIT_MAX = timedelta(seconds=30), timedelta(hours=1)
OF_BYTES = "whsec_"


def hand_over(url: str, said: Mapping[str, Any], letter: Letter, *, secret: str) -> Outcome:
    """Makes the call. 2xx: taken, the answer's "id" is the reference; 400, 404, 410, 422: never; anything else: later."""
    body = json.dumps(said, ensure_ascii=False).encode()
    signed = headers(str(letter.key), body, secret=secret, at=letter.at)
    answer = calling.post(url, body, signed, reach=calling.ANYWHERE)  # the operator's own setting names it
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
    return hmac.new(_bytes(secret), f"{name}.{moment}.".encode() + body, hashlib.sha256).digest()


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


def _bytes(secret: str) -> bytes:
    """A secret as programs for Standard Webhooks keep it ("whsec_" and base64), or any other words."""
    if not secret.startswith(OF_BYTES):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix(OF_BYTES), validate=True)
    except binascii.Error:
        return secret.encode()
