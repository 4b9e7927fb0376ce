"""Where a tag, or a QR that any camera opens, leads: to paying one shop."""

import re

from django.conf import settings

from zhiyin.payments import ndef
from zhiyin.payments.codes import ALPHABET, MERCHANT_CHARACTERS

PATH = "/pay/confirm/?code="


def shop_link(short_code: str) -> str:
    """The address that opens "pay this shop" in this deployment. No SQL."""
    return f"{settings.CONFIG.origin}{PATH}{short_code}"


def linked_shop(text: str) -> str:
    """The short code in such an address, of this deployment or of another address of it; empty for any other text. No SQL."""
    found = re.fullmatch(rf"https?://[^/\s]{{1,255}}{re.escape(PATH)}([{ALPHABET}]{{{MERCHANT_CHARACTERS}}})", text.strip())
    return found[1] if found else ""


def tag(short_code: str) -> bytes:
    """What is written on a tag at that shop's till: an NDEF message with the address. No SQL."""
    return ndef.encode(shop_link(short_code))
