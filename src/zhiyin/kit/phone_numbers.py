"""Telephone numbers as the world writes them: E.164, "+" and at most fifteen digits with the country's code first. Pure.

A number is only ever used after a code sent to it came back, so no table of every country's numbering plan is needed to know that it exists.
"""

import re
import unicodedata

_PLAIN = re.compile(r"\+[1-9][0-9]{7,14}")


def read(text: str) -> str:
    """The number in the text, as "+15551234567", however it was grouped; "" when it is no number with its country's code."""
    plain = unicodedata.normalize("NFKC", text[:60]).strip().replace("(0)", "")
    plain = re.sub(r"[\s().\-/\u00ad\u2010-\u2015]", "", plain)
    plain = re.sub(r"^00", "+", plain)
    return plain if plain.isascii() and _PLAIN.fullmatch(plain) else ""


def looks_like_one(text: str) -> bool:
    """Whether somebody meant a telephone number, also one that lacks its country's code: no handle begins like that and is that long in digits."""
    plain = unicodedata.normalize("NFKC", text[:60]).strip()
    digits = sum(sign.isdigit() for sign in plain)
    return plain.startswith("+") or (digits >= 7 and re.fullmatch(r"[\d\s().\-/]+", plain) is not None)


def shown(number: str) -> str:
    """The number for whoever owns it: all but its end hidden, as in "+1 ··· 67"."""
    return f"{number[:2]} ··· {number[-2:]}" if number else ""
