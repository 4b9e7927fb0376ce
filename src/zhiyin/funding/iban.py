"""International bank account numbers (ISO 13616): as people type them, checked by their own check digits."""

import re
import string

from zhiyin.kit.errors import Refusal

_VALUES = {sign: str(value) for value, sign in enumerate(string.digits + string.ascii_uppercase)}


class BadIban(Refusal):
    """The text is no account number."""

    code = "bad_iban"


def parse_iban(text: str) -> str:
    """The number without spaces, in capitals. Raises `BadIban`."""
    plain = re.sub(r"[\s-]", "", text).upper()
    if not re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", plain, re.ASCII) or not _adds_up(plain):
        raise BadIban
    return plain


def _adds_up(plain: str) -> bool:
    return int("".join(_VALUES[sign] for sign in plain[4:] + plain[:4])) % 97 == 1
