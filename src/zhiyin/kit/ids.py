"""Identifiers that sort by time: UUID version 7 (RFC 9562, section 5.7)."""

import os
import time
from datetime import datetime
from uuid import UUID, uuid5

NAMESPACE = UUID("7a68697a-696e-5000-8000-e79fa5e99fb3")


def uuid7(at: datetime | None = None) -> UUID:
    """A new UUIDv7: 48 bits of Unix milliseconds, then 74 random bits.

    `at` places the id in time (imports, tests); without it the wall clock is used. Two calls never give the same id.
    """
    milliseconds = int(at.timestamp() * 1000) if at else time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), "big")
    value = (milliseconds & (1 << 48) - 1) << 80 | 7 << 76 | (random >> 68 & 0xFFF) << 64 | 2 << 62 | random & (1 << 62) - 1
    return UUID(int=value)


def from_moment(at: datetime) -> UUID:
    """What no UUIDv7 made at that moment or later is smaller than: where a search by id begins."""
    return UUID(int=(int(at.timestamp() * 1000) & (1 << 48) - 1) << 80)


def derived(*parts: object) -> UUID:
    """The same id for the same parts, always (RFC 9562 UUIDv5): makes a retry find what it made before."""
    return uuid5(NAMESPACE, "\x1f".join(str(part) for part in parts))
