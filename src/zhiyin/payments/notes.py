"""The few words that a person adds to a payment."""

from zhiyin.kit.errors import Refusal

NOTE_CHARACTERS_MAX = 140


class BadNote(Refusal):
    """More words than a note has room for."""

    code = "bad_note"


def checked_note(text: str) -> str:
    """The note as it is kept: one line, without signs that cannot be seen. Raises `BadNote`."""
    note = " ".join("".join(sign for sign in text if sign.isprintable() or sign.isspace()).split())
    if len(note) > NOTE_CHARACTERS_MAX:
        raise BadNote(longest=NOTE_CHARACTERS_MAX)
    return note
