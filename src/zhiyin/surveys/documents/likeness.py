"""How alike two short texts are, whatever their language, and whether a text names somebody."""

import re
from unicodedata import normalize

ALIKE = 0.4
# An address of mail, a handle, a link, or six figures and more with whatever stands between them: a telephone, a card, an account.
PERSONAL = re.compile(r"\S@\S|(?:^|\s)@\w|https?://|www\.|(?:\d[\s().+-]{0,2}){6,}", re.IGNORECASE)


def likeness(one: str, other: str) -> float:
    """From 0 to 1: the share of neighbouring letters that both have, 2|A ∩ B| / (|A| + |B|) (L. R. Dice, Ecology 26, 1945).

    Case, spaces and marks say nothing.
    """
    first, second = _pairs(one), _pairs(other)
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0


def names_somebody(text: str) -> bool:
    """Whether something in it leads to a person: an address, a handle, a link, a long number."""
    return PERSONAL.search(normalize("NFKC", text)) is not None


def _pairs(text: str) -> frozenset[str]:
    letters = "".join(letter for letter in normalize("NFKC", text).casefold() if letter.isalnum())
    return frozenset(letters[place : place + 2] for place in range(len(letters) - 1))
