"""Proofs of OpenTimestamps as bytes: read within bounds, joined, and written. Pure; no network, no database.

A proof says how a digest is turned, step by step, into something that somebody attests: a calendar's promise, or the merkle root of a Bitcoin block.
It is kept here as its ways: each a sequence of steps, what it reaches and who attests that. The bytes are a tree in which ways share their beginning.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

MAGIC: Final = b"\x00OpenTimestamps\x00\x00Proof\x00\xbf\x89\xe2\xe8\x84\xe8\x92\x94\x01"  # the last byte is the version
APPEND, PREPEND, SHA256 = 0xF0, 0xF1, 0x08
FORK, ATTESTED = 0xFF, 0x00
PENDING, BITCOIN = bytes.fromhex("83dfe30d2ef90c8e"), bytes.fromhex("0588960d73d71901")
DIGEST_BYTES, TAG_BYTES = 32, 8
MESSAGE_MAX, PAYLOAD_MAX, ADDRESS_MAX = 4096, 8192, 1000
STEPS_MAX, WAYS_MAX, FILE_MAX = 256, 64, 100_000
NUMBER_BYTES_MAX = 5
ADDRESS = re.compile(rb"[A-Za-z0-9._/:-]*")
Rest = tuple[tuple["Step", ...], "Attestation"]  # what is left of a way while it is written


class BadProof(ValueError):
    """These bytes are no proof that can be read; the message says what is wrong, in English."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something put behind or before what is there, or its SHA-256 taken."""

    operation: int
    argument: bytes = b""

    def of(self, message: bytes) -> bytes:
        """What it makes of the message. Raises `BadProof` when that grows too long."""
        if self.operation == SHA256:
            return hashlib.sha256(message).digest()
        made = message + self.argument if self.operation == APPEND else self.argument + message
        if len(made) > MESSAGE_MAX:
            raise BadProof(f"a step makes more than {MESSAGE_MAX} bytes")
        return made

    def __bytes__(self) -> bytes:
        """As it stands in a proof."""
        return bytes([self.operation]) if self.operation == SHA256 else bytes([self.operation]) + _sized(self.argument)


@dataclass(frozen=True, slots=True)
class Attestation:
    """Who attests, and what they said of it. Kinds that are unknown here are kept as they are."""

    kind: bytes
    payload: bytes

    @property
    def address(self) -> str | None:
        """Of the calendar that promised to commit what the way reaches; None for another kind."""
        return _Reader(self.payload).sized(ADDRESS_MAX).decode("ascii") if self.kind == PENDING else None

    @property
    def height(self) -> int | None:
        """Of the Bitcoin block whose merkle root the way reaches; None for another kind."""
        return _Reader(self.payload).number() if self.kind == BITCOIN else None

    def __bytes__(self) -> bytes:
        """As it stands in a proof."""
        return bytes([ATTESTED]) + self.kind + _sized(self.payload)


@dataclass(frozen=True, slots=True)
class Way:
    """From the digest by these steps to `reached`, which is attested."""

    steps: tuple[Step, ...]
    reached: bytes
    attestation: Attestation


def pending(address: str) -> Attestation:
    """A calendar's promise to commit what was reached."""
    return Attestation(PENDING, _sized(address.encode()))


def in_block(height: int) -> Attestation:
    """What was reached is the merkle root of that Bitcoin block."""
    return Attestation(BITCOIN, _number(height))


def blinded(nonce: bytes) -> tuple[Step, Step]:
    """The steps in front of what calendars see: they learn nothing of the digest, nor whether two of their customers ask for the same one."""
    return Step(APPEND, nonce), Step(SHA256)


def mac(salt: bytes, of: Sequence[bytes]) -> bytes:
    """What shows later that these are the parts that were written down: digest, nonce and stamp."""
    return hmac.new(salt, b"anchor" + b"".join(hashlib.sha256(part).digest() for part in of), hashlib.sha256).digest()


def run(steps: Iterable[Step], message: bytes) -> bytes:
    """What the steps make of the message. Raises `BadProof`."""
    for step in steps:
        message = step.of(message)
    return message


def read(data: bytes, message: bytes) -> tuple[Way, ...]:
    """The ways from the message that a calendar's answer tells. Raises `BadProof`."""
    if len(data) > FILE_MAX:
        raise BadProof(f"more than {FILE_MAX} bytes")
    reader = _Reader(data)
    ways = list[Way]()
    open_: list[tuple[tuple[Step, ...], bytes]] = [((), message)]  # where the bytes go on, innermost last
    while open_:
        steps, reached = open_.pop()
        operation = reader.byte()
        if operation == FORK:
            open_.append((steps, reached))
            operation = reader.byte()
        if len(open_) + len(ways) >= WAYS_MAX or len(steps) >= STEPS_MAX:
            raise BadProof(f"more than {WAYS_MAX} ways, or one of more than {STEPS_MAX} steps")
        if operation == ATTESTED:
            ways.append(Way(steps, reached, reader.attestation()))
        else:
            step = reader.step(operation)
            open_.append(((*steps, step), step.of(reached)))
    reader.end()
    return tuple(ways)


def read_file(data: bytes) -> tuple[bytes, tuple[Way, ...]]:
    """The SHA-256 of the file that the proof is of, and its ways. Raises `BadProof`."""
    opening = MAGIC + bytes([SHA256])
    if not data.startswith(MAGIC):
        raise BadProof("this does not begin like a proof of OpenTimestamps, version 1")
    if not data.startswith(opening):
        raise BadProof("the proof is not of a SHA-256")
    digest = data[len(opening) : len(opening) + DIGEST_BYTES]
    if len(digest) < DIGEST_BYTES:
        raise BadProof("it ends too early")
    return digest, read(data[len(opening) + DIGEST_BYTES :], digest)


def write(ways: Sequence[Way]) -> bytes:
    """The ways as bytes, shared beginnings once. Raises `BadProof` when there is none: that cannot be written."""
    if not ways:
        raise BadProof("a proof has one way at least")
    return _written([(way.steps, way.attestation) for way in dict.fromkeys(ways)])


def write_file(digest: bytes, ways: Sequence[Way]) -> bytes:
    """The `.ots` file of a file with that SHA-256."""
    return MAGIC + bytes([SHA256]) + digest + write(ways)


def onward(ways: Iterable[Way], beyond: dict[bytes, tuple[Way, ...]]) -> tuple[Way, ...]:
    """The ways with each promise replaced by what its calendar told since, where it told anything; `beyond` by what was promised."""
    longer = list[Way]()
    for way in ways:
        further = beyond.get(way.reached, ()) if way.attestation.kind == PENDING else ()
        longer += [Way((*way.steps, *each.steps), each.reached, each.attestation) for each in further] or [way]
    return tuple(longer)


def _written(ways: list[Rest]) -> bytes:
    data = b""
    while ways:
        ends, branches = list[tuple[bytes, list[Rest]]](), dict[Step, list[Rest]]()
        for steps, attestation in ways:
            if steps:
                branches.setdefault(steps[0], []).append((steps[1:], attestation))
            else:
                ends.append((bytes(attestation), []))
        branching = [*ends, *((bytes(step), rest) for step, rest in branches.items())]
        data += b"".join(bytes([FORK]) + opening + _written(rest) for opening, rest in branching[:-1])
        opening, ways = branching[-1]
        data += opening
    return data


def _sized(data: bytes) -> bytes:
    return _number(len(data)) + data


def _number(value: int) -> bytes:
    """Seven bits a byte, the lowest first; a set eighth bit says that more follow."""
    data = bytearray()
    while value > 0x7F:
        data.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*data, value])


class _Reader:
    """Takes bytes off the front, never more than there are."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def take(self, count: int) -> bytes:
        taken = self._data[self._at : self._at + count]
        if len(taken) < count:
            raise BadProof("it ends too early")
        self._at += count
        return taken

    def byte(self) -> int:
        return self.take(1)[0]

    def number(self) -> int:
        value = 0
        for place in range(NUMBER_BYTES_MAX):
            byte = self.byte()
            value |= (byte & 0x7F) << 7 * place
            if byte < 0x80:
                return value
        raise BadProof("a number is too large")

    def sized(self, most: int, *, least: int = 0) -> bytes:
        count = self.number()
        if not least <= count <= most:
            raise BadProof(f"a part has {count} bytes, where {least} to {most} may stand")
        return self.take(count)

    def step(self, operation: int) -> Step:
        if operation == SHA256:
            return Step(SHA256)
        if operation in (APPEND, PREPEND):
            return Step(operation, self.sized(MESSAGE_MAX, least=1))
        raise BadProof(f"an operation 0x{operation:02x} is not known here")

    def attestation(self) -> Attestation:
        found = Attestation(self.take(TAG_BYTES), self.sized(PAYLOAD_MAX))
        inside = _Reader(found.payload)
        if found.kind == BITCOIN:
            inside.number()
            inside.end()
        if found.kind == PENDING:
            if not ADDRESS.fullmatch(inside.sized(ADDRESS_MAX)):
                raise BadProof("a calendar's address has signs that may not stand in it")
            inside.end()
        return found

    def end(self) -> None:
        if self._at != len(self._data):
            raise BadProof("something stands behind its end")
