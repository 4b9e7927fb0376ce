"""Secrets of second factors, unreadable in the database and in its backups."""

import base64
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

VERSION = 1
NONCE_BYTES = 12
USE = b"zhiyin second factor"


class UnreadableSecret(Exception):
    """The text was not made with this deployment's key (`ZHIYIN_SECRET`), or was changed since."""


def sealed(text: str) -> str:
    """The text under AES-256-GCM: base64 of a version byte, the nonce, the ciphertext. Twice the same text gives two different results."""
    nonce = os.urandom(NONCE_BYTES)
    return base64.urlsafe_b64encode(bytes([VERSION]) + nonce + _cipher(settings.SECRET_KEY).encrypt(nonce, text.encode(), USE)).decode()


def opened(text: str) -> str:
    """What `sealed` was given; keys that were replaced (`SECRET_KEY_FALLBACKS`) still open. Raises `UnreadableSecret`."""
    raw = base64.urlsafe_b64decode(text)
    if raw[:1] != bytes([VERSION]):
        raise UnreadableSecret(f"version {raw[:1]!r}")
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            return _cipher(secret).decrypt(raw[1 : 1 + NONCE_BYTES], raw[1 + NONCE_BYTES :], USE).decode()
        except InvalidTag:
            continue
    raise UnreadableSecret("no key opens it")


@lru_cache(maxsize=4)
def _cipher(secret: str) -> AESGCM:
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=None, info=USE + b" v1").derive(secret.encode()))
