"""What a tag at a till says: one NDEF message with one URI record (NFC Forum, "URI Record Type Definition").

Pure: an address in, bytes out, and back.
"""

from zhiyin.kit.errors import Refusal

ADDRESS_BYTES_MAX = 400
# The beginnings that cost one byte, by their number. The standard has 36; these are those of the web.
BEGINNINGS = {1: "http://www.", 2: "https://www.", 3: "http://", 4: "https://", 0: ""}
WELL_KNOWN, ONE_WHOLE_RECORD, SHORT = 0b001, 0b1100_0000, 0b0001_0000


class TagUnreadable(Refusal):
    """The bytes are no single web address."""

    code = "tag_unreadable"


def encode(address: str) -> bytes:
    """The message of a tag that leads to that address. `decode` gives the same address back. Raises `ValueError` for one that is too long."""
    number, rest = next((number, address[len(start) :]) for number, start in BEGINNINGS.items() if address.startswith(start))
    payload = bytes([number]) + rest.encode()
    if len(payload) > ADDRESS_BYTES_MAX:
        raise ValueError(f"a tag's address has at most {ADDRESS_BYTES_MAX} bytes")
    if len(payload) < 256:
        return bytes([ONE_WHOLE_RECORD | SHORT | WELL_KNOWN, 1, len(payload)]) + b"U" + payload
    return bytes([ONE_WHOLE_RECORD | WELL_KNOWN, 1]) + len(payload).to_bytes(4, "big") + b"U" + payload


def decode(message: bytes) -> str:
    """The address that a tag leads to. Raises `TagUnreadable` for anything but one whole URI record of the web."""
    if len(message) < 5 or len(message) > ADDRESS_BYTES_MAX + 7 or message[0] & ~SHORT != ONE_WHOLE_RECORD | WELL_KNOWN or message[1] != 1:
        raise TagUnreadable
    size, body = (message[2], 3) if message[0] & SHORT else (int.from_bytes(message[2:6], "big"), 6)
    payload = message[body + 1 :]
    if message[body : body + 1] != b"U" or not payload or len(payload) != size or payload[0] not in BEGINNINGS:
        raise TagUnreadable
    try:
        return BEGINNINGS[payload[0]] + payload[1:].decode()
    except UnicodeDecodeError as broken:
        raise TagUnreadable from broken
