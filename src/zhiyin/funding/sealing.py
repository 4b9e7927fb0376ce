"""Bank account numbers, unreadable in the database and in its backups."""

import base64
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE_BYTES = 12
USE = b"zhiyin bank account v1"


class UnreadableAccount(Exception):
    """The number was not written with this deployment's key (`ZHIYIN_SECRET`), or was changed since."""


def sealed(number: str) -> str:
    """The number under AES-256-GCM. Twice the same number gives two different texts."""
    nonce = os.urandom(NONCE_BYTES)
    return base64.urlsafe_b64encode(nonce + _cipher(settings.SECRET_KEY).encrypt(nonce, number.encode(), USE)).decode()


def opened(text: str) -> str:
    """What `sealed` was given; keys that were replaced (`SECRET_KEY_FALLBACKS`) still open. Raises `UnreadableAccount`."""
    raw = base64.urlsafe_b64decode(text)
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            return _cipher(secret).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], USE).decode()
        except InvalidTag:
            continue
    raise UnreadableAccount("no key opens it")


@lru_cache(maxsize=4)
def _cipher(secret: str) -> AESGCM:
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=None, info=USE).derive(secret.encode()))
