"""The words of SMPP 3.4 that a sender of short messages needs, as bytes on the wire (protocol specification, chapter 4)."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

from zhiyin.channels.providers.sms.writing import Part

BIND_TRANSMITTER, BIND_TRANSCEIVER, SUBMIT, DELIVER, UNBIND, ENQUIRE = 0x02, 0x09, 0x04, 0x05, 0x06, 0x15
ANSWER, NACK = 0x80000000, 0x80000000
OK, BAD_LENGTH, BAD_COMMAND, SYSTEM_ERROR, TRY_LATER = 0x00, 0x02, 0x03, 0x08, 0x64
HEADER = struct.Struct("!IIII")
PDU_BYTES_MAX = 70_000
VERSION = 0x34
NUMBERED, WANTS_RECEIPT = 0x40, 1
INTERNATIONAL, NATIONAL, LETTERS, ISDN = 1, 0, 5, 1


class BadPdu(ValueError):
    """The other side says something that is not SMPP."""


@dataclass(frozen=True, slots=True)
class Pdu:
    """One word: what it is, how it went (in answers), the number that an answer repeats, and its body."""

    command: int
    status: int
    sequence: int
    body: bytes = b""

    @property
    def wire(self) -> bytes:
        """As it goes over the line."""
        return HEADER.pack(HEADER.size + len(self.body), self.command, self.status, self.sequence) + self.body


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What the centre hands over: a text that somebody wrote (`sender` their number), or a receipt."""

    sender: str
    receiver: str
    kind: int
    coding: int
    raw: bytes
    parameters: Mapping[int, bytes] = field(default_factory=dict)


def header(raw: bytes) -> tuple[int, int, int, int]:
    """Length of the body, command, status and sequence. Raises `BadPdu`."""
    length, command, status, sequence = HEADER.unpack(raw)
    if not HEADER.size <= length <= PDU_BYTES_MAX:
        raise BadPdu(f"a length of {length}")
    return length - HEADER.size, command, status, sequence


def bind(system: str, password: str) -> bytes:
    """The body that signs in."""
    return _text(system) + _text(password) + _text("") + bytes((VERSION, 0, 0)) + _text("")


def submit(sender: str, number: str, *, part: Part, receipt: bool) -> bytes:
    """The body that hands a short message over. `sender`: a name, a short code or a number; `number`: E.164."""
    kind = NUMBERED if part.numbered else 0
    addressed = _text("") + _address(sender) + _address(number) + bytes((kind, 0, 0)) + _text("") + _text("")
    return addressed + bytes((WANTS_RECEIPT if receipt else 0, 0, part.coding, 0, len(part.raw))) + part.raw


def delivery(body: bytes) -> Delivery:
    """What a body of DELIVER says. Raises `BadPdu`."""
    try:
        _, rest = _read(body)
        sender, rest = _read(rest[2:])
        receiver, rest = _read(rest[2:])
        kind, rest = rest[0], rest[3:]
        _, rest = _read(rest)
        _, rest = _read(rest)
        coding, length, rest = rest[2], rest[4], rest[5:]
        parameters = dict(_parameters(rest[length:]))
    except (IndexError, struct.error) as short:
        raise BadPdu("a delivery that ends too early") from short
    raw = rest[:length] or parameters.get(0x0424, b"")
    return Delivery(sender=sender, receiver=receiver, kind=kind, coding=coding, raw=raw, parameters=parameters)


def first_text(body: bytes) -> str:
    """The text that a body begins with; nothing where there is none."""
    return body.split(b"\0", 1)[0].decode("latin-1")


def _text(words: str) -> bytes:
    return words.encode("latin-1", "replace") + b"\0"


def _address(place: str) -> bytes:
    if place.startswith("+"):
        return bytes((INTERNATIONAL, ISDN)) + _text(place[1:])
    return bytes((NATIONAL, ISDN) if place.isdecimal() else (LETTERS, 0)) + _text(place)


def _read(raw: bytes) -> tuple[str, bytes]:
    words, end, rest = raw.partition(b"\0")
    if not end:
        raise IndexError
    return words.decode("latin-1"), rest


def _parameters(raw: bytes) -> list[tuple[int, bytes]]:
    found = []
    while raw:
        tag, length = struct.unpack("!HH", raw[:4])
        found.append((tag, raw[4 : 4 + length]))
        raw = raw[4 + length :]
    return found
