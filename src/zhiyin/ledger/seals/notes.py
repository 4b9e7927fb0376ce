"""A tree's head as a signed note (C2SP tlog-checkpoint): who, how many leaves, which root, when; and an Ed25519 signature under it."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"
PROMISE = "zhiyin promise v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The tree of `size` leaves as it was signed `at` that moment, by the owner of the public key."""

    origin: str
    size: int
    root: bytes
    at: datetime
    key: bytes
    signature: bytes

    @property
    def text(self) -> str:
        """What is signed."""
        return body(self.origin, self.size, root=self.root, at=self.at)

    @property
    def note(self) -> str:
        """What is shown: the text and its signature."""
        return signed(self.origin, self.text, key=self.key, signature=self.signature)

    @property
    def key_text(self) -> str:
        """The public key, base64."""
        return base64.b64encode(self.key).decode()

    @property
    def root_text(self) -> str:
        """The root, base64."""
        return base64.b64encode(self.root).decode()

    @property
    def holds(self) -> bool:
        """Whether the signature is that key's."""
        if self.at.microsecond:
            return False  # the text tells whole seconds
        try:
            Ed25519PublicKey.from_public_bytes(self.key).verify(self.signature, self.text.encode())
        except (InvalidSignature, ValueError):
            return False
        return True


def body(origin: str, size: int, *, root: bytes, at: datetime) -> str:
    """The lines of a head; the moment to the second, in UTC."""
    return f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}\n"


def promise_body(origin: str, leaf_hash: bytes, *, by: datetime) -> str:
    """The lines of a promise: that leaf will be in the wallet's tree by that moment (to the second, in UTC). No head begins like it."""
    return f"{PROMISE}\n{origin}\n{base64.b64encode(leaf_hash).decode()}\n{by.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}\n"


def signed(origin: str, text: str, *, key: bytes, signature: bytes) -> str:
    """The text with its signature under it, as a signed note."""
    return f"{text}\n— {origin} {base64.b64encode(key_number(origin, key) + signature).decode()}\n"


def key_number(origin: str, key: bytes) -> bytes:
    """The four bytes that say in a note which key signed it."""
    return hashlib.sha256(origin.encode() + b"\n" + ED25519 + key).digest()[:4]


def sign(key: Ed25519PrivateKey, text: str) -> bytes:
    """The signature under that text."""
    return key.sign(text.encode())
