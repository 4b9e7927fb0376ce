"""A notification that only one browser can read: RFC 8291, Message Encryption for Web Push, with the coding of RFC 8188 (aes128gcm)."""

import base64
import os
import struct
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

AUTH_BYTES, POINT_BYTES, SALT_BYTES = 16, 65, 16
RECORD_BYTES = 4096  # what every push service takes
LAST_RECORD = b"\x02"


class BadSubscription(ValueError):
    """What the browser gave is no key of RFC 8291."""


@dataclass(frozen=True, slots=True)
class Reader:
    """The browser that is to read it: its public point (65 bytes) and its secret (16 bytes)."""

    point: bytes
    secret: bytes


def reader(p256dh: str, auth: str) -> Reader:
    """The browser's two keys, which come as base64url without padding. Raises `BadSubscription`."""
    try:
        found = Reader(plain(p256dh), plain(auth))
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), found.point)
    except ValueError as bad:
        raise BadSubscription from bad
    if len(found.secret) != AUTH_BYTES or len(found.point) != POINT_BYTES:
        raise BadSubscription
    return found


def sealed(text: bytes, to: Reader) -> bytes:
    """The body of the call to the push service: header, then one record that only `to` opens. Twice the same text gives two bodies."""
    own, salt = ec.generate_private_key(ec.SECP256R1()), os.urandom(SALT_BYTES)
    point = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = own.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), to.point))
    material = _derived(shared, salt=to.secret, use=b"WebPush: info\0" + to.point + point, length=32)
    key = _derived(material, salt=salt, use=b"Content-Encoding: aes128gcm\0", length=16)
    nonce = _derived(material, salt=salt, use=b"Content-Encoding: nonce\0", length=12)
    header = salt + struct.pack("!IB", RECORD_BYTES, len(point)) + point
    return header + AESGCM(key).encrypt(nonce, text + LAST_RECORD, None)


def plain(text: str) -> bytes:
    """What base64url without padding says. Raises `ValueError`."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def spelled(raw: bytes) -> str:
    """Bytes as base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _derived(material: bytes, *, salt: bytes, use: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=use).derive(material)
