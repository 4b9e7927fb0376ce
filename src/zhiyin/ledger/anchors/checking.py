"""Whether what is kept of anchors is of our heads, and leads where it says."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from zhiyin.ledger.anchors import proofs
from zhiyin.ledger.anchors.proofs import BadProof
from zhiyin.ledger.seals.notes import Head

ANCHORS_SQL = "select size, digest, nonce from ledger.anchor order by size"
STAMPS_SQL = """select s.size, s.calendar, a.digest, a.nonce, s.stamp, s.mac, s.height
from ledger.anchor_stamp s join ledger.anchor a using (size) where s.stamp is not null"""


def of_heads(anchors: Sequence[tuple[Any, ...]], heads: Sequence[Head]) -> Iterator[tuple[str, str]]:
    """Anchors whose digest is not that of a head: kind and detail of each difference."""
    digests = {head.size: hashlib.sha256(head.note.encode()).digest() for head in heads}
    for size, digest, _nonce in anchors:
        if digests.get(size) != bytes(digest):
            yield "anchor_differs", f"what was anchored over {size} leaves is not the head that was signed over them"


def of_stamps(stamps: Sequence[tuple[Any, ...]], salts: Iterable[bytes]) -> Iterator[tuple[str, str]]:
    """Proofs that are not as they were written down, cannot be read, or lead to another block than the one noted."""
    known = tuple(salts)
    for size, calendar, *parts, mac, height in stamps:
        said = f"the proof of {calendar} for the head over {size} leaves"
        digest, nonce, stamp = (bytes(part) for part in parts)
        if bytes(mac or b"") not in [proofs.mac(salt, (digest, nonce, stamp)) for salt in known]:
            yield "anchor_proof_differs", f"{said} is not what the calendar told"
        elif height != (found := _height(stamp, proofs.run(proofs.blinded(nonce), digest))):
            yield "anchor_proof_differs", f"{said} leads to block {found}, not {height}"


def _height(stamp: bytes, shown: bytes) -> int | str | None:
    """Of the first block that the stamp leads to."""
    try:
        ways = proofs.read(stamp, shown)
    except BadProof as bad:
        return f"nowhere ({bad})"
    return min((way.attestation.height for way in ways if way.attestation.height is not None), default=None)
