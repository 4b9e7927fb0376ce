"""Whether a text carries a payment card's number, as people type it: digits of any script, with spaces, dots or hyphens between groups."""

import re
import unicodedata
from itertools import combinations

# A run that letters touch is something else: a payload, an account number, an id.
_RUN = re.compile(r"(?<![0-9A-Za-z])[0-9]+(?:[ .\-]{1,2}[0-9]+)*(?![0-9A-Za-z])")
_GROUPS_MAX = 24
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
    """Whether some digits of the text are a card's number: 13 to 19 of them, of a scheme that issues cards, with a valid check digit (Luhn)."""
    if sum(sign.isdigit() for sign in text) < 13:
        return False
    plain = "".join(str(unicodedata.digit(sign)) if sign.isdigit() else sign for sign in unicodedata.normalize("NFKC", text))
    return any(_is_in(re.findall("[0-9]+", run)) for run in _RUN.findall(plain))


def _is_in(groups: list[str]) -> bool:
    places = range(min(len(groups), _GROUPS_MAX) + 1)
    return any(_is_number("".join(groups[start:end])) for start, end in combinations(places, 2))


def _is_number(digits: str) -> bool:
    known = 13 <= len(digits) <= 19 and any(begins.match(digits) and len(digits) in lengths for begins, lengths in _SCHEMES)
    return known and _adds_up(digits)


def _adds_up(digits: str) -> bool:
    doubled = [sum(divmod(2 * int(digit), 10)) if place % 2 else int(digit) for place, digit in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0
