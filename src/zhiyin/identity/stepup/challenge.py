"""What is signed: exactly these terms, once. Pure."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

DOMAIN, CODE_DOMAIN = b"Zhiyin-SCA-v1\0", b"Zhiyin-SCA-code-v1\0"
CODE_DIGITS = 8


def canonical(terms: Mapping[str, str]) -> bytes:
    """The terms as bytes: the same terms are the same bytes, other terms other bytes."""
    return json.dumps(dict(terms), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def intent(confirmation_id: UUID, person_id: UUID, *, terms: Mapping[str, str], expires_at: datetime) -> bytes:
    """Whose deed it is, what it is, and until when the signature counts."""
    return canonical({**terms, "id": str(confirmation_id), "person": str(person_id), "expires": expires_at.isoformat()})


def challenge(nonce: bytes, signed: bytes) -> bytes:
    """What the passkey signs: SHA-256 of the domain, the nonce of this one confirmation and the intent (PSD2 RTS article 5, dynamic linking)."""
    return hashlib.sha256(DOMAIN + nonce + signed).digest()


def code(secret: bytes, *, asked: bytes, sent_at: datetime) -> str:
    """The one-time code for that challenge, sent at that moment: eight figures that fit no other amount, payee or confirmation."""
    made = hmac.new(secret, CODE_DOMAIN + asked + sent_at.isoformat().encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(made) % 10**CODE_DIGITS:0{CODE_DIGITS}}"
