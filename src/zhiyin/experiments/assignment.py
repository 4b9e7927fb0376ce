"""Which of a hundred buckets a person falls into: the same one for ever under one name, an unrelated one under another."""

import hashlib
from uuid import UUID

SALT = "zhiyin.experiments.1"
BUCKETS = 100


def bucket(name: str, person_id: UUID) -> int:
    """A number from 0 to 99, evenly spread over people (salted SHA-256)."""
    digest = hashlib.sha256(f"{SALT}\x1f{name}\x1f{person_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big") * BUCKETS >> 64
