"""Calendars of OpenTimestamps: servers that gather digests and commit all of them to Bitcoin in one transaction, every few hours."""

from typing import Protocol

from zhiyin.kit import calling
from zhiyin.ledger.anchors import proofs
from zhiyin.ledger.anchors.proofs import Step, Way

PRETEND = "pretend"
ANSWER_BYTES_MAX = 10_000
HEADERS = {"Accept": "application/vnd.opentimestamps.v1", "User-Agent": "zhiyin", "Content-Type": "application/octet-stream"}
OK, UNKNOWN = 200, 404


class CalendarAway(Exception):
    """The calendar told nothing that can be used; the message says why, in English. Whether it took the digest is not known: ask again."""


class Calendar(Protocol):
    """What must be asked of a calendar. Asking twice is asking once."""

    address: str

    def submit(self, digest: bytes) -> bytes:
        """How the digest leads to what the calendar promises to commit: a proof's ways from it, as bytes. Raises `CalendarAway`."""

    def upgrade(self, commitment: bytes) -> bytes | None:
        """How what it promised leads to a block; None as long as no block has it. Raises `CalendarAway`."""


class HttpCalendar:
    """A calendar at an address that the operator set."""

    def __init__(self, address: str) -> None:
        self.address = address

    def submit(self, digest: bytes) -> bytes:
        """One POST."""
        answer = self._asked("digest", digest)
        if answer is None:
            raise CalendarAway(f"answers {UNKNOWN}")
        return answer

    def upgrade(self, commitment: bytes) -> bytes | None:
        """One GET; 404 is what a calendar answers until a block has it."""
        return self._asked(f"timestamp/{commitment.hex()}")

    def _asked(self, path: str, body: bytes | None = None) -> bytes | None:
        told = calling.ask(f"{self.address}/{path}", body, headers=HEADERS, reach=calling.ANYWHERE, bytes_max=ANSWER_BYTES_MAX + 1)
        if told.status is None:
            raise CalendarAway(told.problem)
        if told.status == UNKNOWN:
            return None
        if told.status != OK:
            raise CalendarAway(f"answers {told.status}")
        if len(told.data) > ANSWER_BYTES_MAX:
            raise CalendarAway(f"answers with more than {ANSWER_BYTES_MAX} bytes")
        return told.data


class PretendCalendar:
    """For a demo and for tests: promises at once, and has a made-up block whenever it is asked again. Nobody's Bitcoin knows of it."""

    address = PRETEND
    block = 1_000_000

    def submit(self, digest: bytes) -> bytes:
        """A promise that follows from the digest."""
        return proofs.write([_way((Step(proofs.APPEND, b"promise"), Step(proofs.SHA256)), digest, proofs.pending(self.address))])

    def upgrade(self, commitment: bytes) -> bytes | None:
        """A path to a root, as a block's is."""
        return proofs.write(
            [_way((Step(proofs.PREPEND, b"block"), Step(proofs.SHA256), Step(proofs.SHA256)), commitment, proofs.in_block(self.block))]
        )


def at(address: str) -> Calendar:
    """The calendar behind a setting."""
    return PretendCalendar() if address == PRETEND else HttpCalendar(address)


def _way(steps: tuple[Step, ...], message: bytes, end: proofs.Attestation) -> Way:
    return Way(steps, proofs.run(steps, message), end)
