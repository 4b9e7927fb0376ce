"""Addresses that open something for whoever holds the letter, without a sign-in: signed, and good for two months."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner

GOOD_FOR = timedelta(days=60)
_SALT = "zhiyin.channels.links"


def to(message_id: UUID, path: str = "") -> str:
    """Where the letter's own page lies; `path` a page under it."""
    token = TimestampSigner(salt=_SALT, sep=".").sign(message_id.hex)
    return f"{settings.CONFIG.origin}/m/{token}/{path}"


def read(token: str) -> UUID | None:
    """The message whose link it is; None for one that was never given out or is too old."""
    try:
        return UUID(hex=TimestampSigner(salt=_SALT, sep=".").unsign(token, max_age=GOOD_FOR))
    except (BadSignature, ValueError):
        return None
