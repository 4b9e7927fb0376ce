"""The anchors in the backup: each of a head, each proof as it was written down, leading to the block that is noted.

By docs/seals.md and the format of OpenTimestamps; no code of ledger/anchors.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterator
from pathlib import Path

from zhiyin.site.audit import seals
from zhiyin.site.audit.dump import Row, Tables, data, whole
from zhiyin.site.audit.found import Finding

ATTESTED, SHA256, APPEND, PREPEND, FORK = 0x00, 0x08, 0xF0, 0xF1, 0xFF
IN_A_BLOCK = bytes.fromhex("0588960d73d71901")
TAG_BYTES = 8


def check(tables: Tables, folder: Path) -> Iterator[Finding]:
    """What was shown to calendars and is no head, and what they answered and is not there any more as they did."""
    heads = {row["size"]: hashlib.sha256(_note(row).encode()).digest() for row in tables["tree_head"]}
    anchors = {row["size"]: (data(row, "digest"), data(row, "nonce")) for row in tables["anchor"]}
    for size, (digest, _) in anchors.items():
        if heads.get(size) != digest:
            yield Finding("anchor_differs", f"what was anchored over {size} leaves is not the head over them")
    salts = seals.salts(folder)
    for row in tables["anchor_stamp"]:
        if row["stamp"] is not None and (trouble := _trouble(row, anchors, salts)):
            yield Finding("anchor_proof_differs", f"the proof of {row['calendar']} for the head over {row['size']} leaves {trouble}")


def _note(head: Row) -> str:
    key, origin = data(head, "key"), head["origin"] or ""
    number = hashlib.sha256(origin.encode() + b"\n\1" + key).digest()[:4]
    return f"{seals.text(head)}\n— {origin} {base64.b64encode(number + data(head, 'signature')).decode()}\n"


def _trouble(row: Row, anchors: dict[str | None, tuple[bytes, bytes]], salts: list[bytes]) -> str:
    """What is wrong with a proof; empty when nothing is."""
    digest, nonce = anchors.get(row["size"], (b"", b""))
    stamp = data(row, "stamp")
    parts = b"anchor" + b"".join(hashlib.sha256(part).digest() for part in (digest, nonce, stamp))
    if salts and data(row, "mac") not in [hmac.new(salt, parts, hashlib.sha256).digest() for salt in salts]:
        return "is not what the calendar told"
    try:
        blocks = _blocks(stamp, hashlib.sha256(digest + nonce).digest())
    except (ValueError, IndexError):
        return "cannot be read"
    first, noted = min(blocks, default=None), None if row["height"] is None else whole(row, "height")
    return "" if first == noted else f"leads to block {first}, not {noted}"


def _blocks(proof: bytes, message: bytes) -> list[int]:
    """The heights of all blocks that the proof leads to from that message. Raises `ValueError` or `IndexError` for what is no proof."""
    at, open_, heights = 0, [message], list[int]()
    while open_:
        reached = open_.pop()
        if proof[at] == FORK:
            open_.append(reached)
            at += 1
        step, at = proof[at], at + 1
        if step == ATTESTED:
            kind, (told, at) = proof[at : at + TAG_BYTES], _sized(proof, at + TAG_BYTES)
            heights += [_number(told, 0)[0]] if kind == IN_A_BLOCK else []
        elif step == SHA256:
            open_.append(hashlib.sha256(reached).digest())
        elif step in (APPEND, PREPEND):
            part, at = _sized(proof, at)
            open_.append(reached + part if step == APPEND else part + reached)
        else:
            raise ValueError(step)
    if at != len(proof):
        raise ValueError(at)
    return heights


def _sized(proof: bytes, at: int) -> tuple[bytes, int]:
    length, at = _number(proof, at)
    if at + length > len(proof):
        raise ValueError(length)
    return proof[at : at + length], at + length


def _number(proof: bytes, at: int) -> tuple[int, int]:
    """Seven bits a byte, the lowest first, and where it ends."""
    value = shift = 0
    while proof[at] & 0x80:
        value, shift, at = value | (proof[at] & 0x7F) << shift, shift + 7, at + 1
    return value | proof[at] << shift, at + 1
