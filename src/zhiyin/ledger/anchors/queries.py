"""What was anchored, how far each calendar is with it, and the proofs that anybody may keep."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from zhiyin.ledger.anchors import proofs
from zhiyin.ledger.anchors.calendars import PRETEND
from zhiyin.ledger.anchors.proofs import BadProof, Way

# A calendar commits within hours; who told nothing in a day is told of.
PATIENCE = timedelta(days=1)
ANCHORS_SQL = "select a.size, h.at, a.begun_at from ledger.anchor a join ledger.tree_head h using (size)"
STAMPS_SQL = "select size, calendar, stamp is not null, height, told_at, problem from ledger.anchor_stamp where size = any(%s) order by calendar"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """How far a calendar is: it promised to commit the head, a block has it (`height`), or neither; `problem` says what was wrong when last asked."""

    calendar: str
    promised: bool
    height: int | None
    told_at: datetime | None
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """The head over `size` leaves, signed `at`, and the calendars that were asked since `begun_at` to commit it to Bitcoin."""

    size: int
    at: datetime
    begun_at: datetime
    stamps: tuple[Stamp, ...]

    @property
    def promises(self) -> int:
        """How many calendars promised, or did it."""
        return sum(stamp.promised for stamp in self.stamps)

    @property
    def needed(self) -> int:
        """How many must have promised before the proof is given out."""
        return min(int(settings.CONFIG.calendars_needed), len(self.stamps))

    @property
    def is_open_to_all(self) -> bool:
        """Whether enough calendars promised: the proof can be downloaded."""
        return self.promises >= self.needed

    @property
    def height(self) -> int | None:
        """The first Bitcoin block that has it."""
        return min((stamp.height for stamp in self.stamps if stamp.height is not None), default=None)

    @property
    def is_pretended(self) -> bool:
        """Whether the block is made up, as in a demo."""
        return any(stamp.calendar == PRETEND for stamp in self.stamps)

    def is_late(self, at: datetime) -> bool:
        """Whether a day went by without enough promises, or without a block."""
        return at - self.begun_at > PATIENCE and (not self.is_open_to_all or self.height is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Root:
    """What a proof leads to: the merkle root of that Bitcoin block, written as explorers write it."""

    height: int
    merkle_root: str


def anchors(*, below: int | None = None, limit: int = 50) -> tuple[Anchor, ...]:
    """The newest anchors, newest first; `below` = the last page's last size gives the next page. Two queries."""
    condition = "" if below is None else "where a.size < %s"
    return _anchors(f"{condition} order by a.size desc limit {int(limit)}", [] if below is None else [below])


def anchor(size: int) -> Anchor | None:
    """The anchor of the head over that many leaves; None when it has none. Two queries."""
    found = _anchors("where a.size = %s", [size])
    return found[0] if found else None


def proof(size: int) -> bytes | None:
    """The `.ots` file of the head over that many leaves, as far as it is; None when it has no anchor, or too few promises yet. Three queries."""
    found = anchor(size)
    digest, ways = _ways(size) if found and found.is_open_to_all else (b"", [])
    return proofs.write_file(digest, ways) if ways else None


def roots(size: int) -> tuple[Root, ...]:
    """What the proof of that head leads to, lowest block first. One query."""
    found = {Root(height=way.attestation.height, merkle_root=way.reached[::-1].hex()) for way in _ways(size)[1] if way.attestation.height is not None}
    return tuple(sorted(found, key=lambda root: (root.height, root.merkle_root)))


def _ways(size: int) -> tuple[bytes, list[Way]]:
    with connection.cursor() as cursor:
        cursor.execute(
            """select a.digest, a.nonce, s.stamp from ledger.anchor a join ledger.anchor_stamp s using (size)
            where a.size = %s and s.stamp is not null order by s.calendar""",
            [size],
        )
        rows = [tuple(bytes(each) for each in row) for row in cursor.fetchall()]
    ways = list[Way]()
    for digest, nonce, stamp in rows:
        first = proofs.blinded(nonce)
        with contextlib.suppress(BadProof):  # `zhiyin verify` names it; the other calendars' parts are good without it
            ways += [Way((*first, *way.steps), way.reached, way.attestation) for way in proofs.read(stamp, proofs.run(first, digest))]
    return rows[0][0] if rows else b"", ways


def _anchors(rest: str, arguments: Sequence[int]) -> tuple[Anchor, ...]:
    with connection.cursor() as cursor:
        cursor.execute(f"{ANCHORS_SQL} {rest}", arguments)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        cursor.execute(STAMPS_SQL, [[size for size, *_ in rows]])
        stamps: dict[int, list[Stamp]] = {size: [] for size, *_ in rows}
        for size, calendar, promised, height, told_at, problem in cursor.fetchall():
            stamps[size].append(Stamp(calendar=calendar, promised=promised, height=height, told_at=told_at, problem=problem))
    return tuple(Anchor(size=size, at=at, begun_at=begun_at, stamps=tuple(stamps[size])) for size, at, begun_at in rows)
