"""Where chance puts a person: in the same place for ever under one name, in an unrelated one under another."""

import hashlib
from collections.abc import Sequence
from itertools import accumulate
from uuid import UUID

SALT = "zhiyin.experiments.1"
BUCKETS = 100


def bucket(name: str, person_id: UUID) -> int:
    """A number from 0 to 99, evenly spread over people (salted SHA-256)."""
    return place(name, person_id) * BUCKETS >> 64


def drawn(name: str, person_id: UUID, weights: Sequence[int]) -> int:
    """Which of the arms with these weights the person is in, counted from 0. Unrelated to every holdout: its name is salted apart."""
    mine = place(f"arm\x1f{name}", person_id) * sum(weights) >> 64
    return next(number for number, upto in enumerate(accumulate(weights)) if mine < upto)


def place(name: str, person_id: UUID) -> int:
    """A whole number below 2^64, evenly spread over people."""
    digest = hashlib.sha256(f"{SALT}\x1f{name}\x1f{person_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big")
