"""The mark that a mail carries (its Message-ID), by which whatever comes back is known to be about it; nobody else can make one."""

import re
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

_MARK = re.compile(r"([0-9a-f]{32})\.([0-9a-f]{16})@")


def message_id(key: UUID) -> str:
    """The Message-ID of the letter with that key, the same at every attempt."""
    return f"<{key.hex}.{_seal(key)}@{urlsplit(settings.CONFIG.origin).hostname}>"


def key_of(mark: str) -> UUID | None:
    """The key of the letter that carries this Message-ID; None when it was not made here."""
    found = _MARK.search(mark)
    key = UUID(hex=found[1]) if found else None
    return key if found and key and constant_time_compare(found[2], _seal(key)) else None


def _seal(key: UUID) -> str:
    return salted_hmac("zhiyin.channels.mail", key.hex, algorithm="sha256").hexdigest()[:16]
