"""Whether a text carries a payment card's number, as people type it: digits of any script, with spaces, dots or hyphens between groups."""

import re
import unicodedata
from collections.abc import Iterator

# A run that letters touch is something else: a payload, an account number, an id.
_RUN = re.compile(r"(?<![0-9A-Za-z])[0-9]+(?:[ .\-]{1,2}[0-9]+)*(?![0-9A-Za-z])")
_LENGTHS = range(13, 20)
_ENOUGH = re.compile(r"(?:[0-9][ .\-]{0,2}){13}")
_GROUPS_MAX = _LENGTHS[-1]  # of one digit each
_BEGINNINGS = frozenset("23456")
# More than that many places where a number could begin and end are in no honest text, and each costs a moment.
_PLACES_MAX = 2_000
# What keyboards make of a space or a hyphen, and what is not seen at all.
_PLAIN = {ord(sign): "-" for sign in "‐‑‒–—―−"} | dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
# ISO/IEC 7812: how numbers of the schemes that issue cards begin, and how long they are.
_SCHEMES = (
    (re.compile(r"4"), {13, 16, 19}),
    (re.compile(r"5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720"), {16}),
    (re.compile(r"3[47]"), {15}),
    (re.compile(r"30[0-5]|309|36|3[89]"), {14, 16, 19}),
    (re.compile(r"6011|64[4-9]|65|62|81|35(?:2[89]|[3-8])"), {16, 17, 18, 19}),
    (re.compile(r"50(?:18|20|38)|5893|6304|67(?:59|6[1-3])"), set(range(13, 20))),
)


def found_in(text: str) -> bool:
    """Whether some digits of the text are a card's number: 13 to 19 of them, of a scheme that issues cards, with a valid check digit (Luhn).

    A text with thousands of places where one could be counts as one, so that nobody can keep us looking.
    """
    plain = text if text.isascii() else _plain(text)
    if not _ENOUGH.search(plain):
        return False
    runs = (re.findall("[0-9]+", run) for run in _RUN.findall(plain))
    candidates = (digits for run in runs if not _is_shown_at_a_till("".join(run)) for digits in _candidates(run))
    return any(place == _PLACES_MAX or _is_number(digits) for place, digits in enumerate(candidates))


def _plain(text: str) -> str:
    signs = (str(unicodedata.digit(sign)) if sign.isdigit() else sign for sign in unicodedata.normalize("NFKC", text))
    return "".join(signs).translate(_PLAIN)


def _is_shown_at_a_till(digits: str) -> bool:
    """Whether it is a person's own code (`payments/presenting.py`): typed in groups, one in forty has a card's number among them by chance."""
    return len(digits) == 20 and digits[0] == "7" and int(digits) % 97 == 1


def _candidates(groups: list[str]) -> Iterator[str]:
    """Neighbouring groups that are as long together as a card's number."""
    for place, first in enumerate(groups):
        digits = ""
        for group in groups[place : place + _GROUPS_MAX] if first[0] in _BEGINNINGS else ():
            digits += group
            if len(digits) in _LENGTHS:
                yield digits
            elif len(digits) > _LENGTHS[-1]:
                break


def _is_number(digits: str) -> bool:
    known = any(begins.match(digits) and len(digits) in lengths for begins, lengths in _SCHEMES)
    return known and _adds_up(digits)


def _adds_up(digits: str) -> bool:
    doubled = [sum(divmod(2 * int(digit), 10)) if place % 2 else int(digit) for place, digit in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0
