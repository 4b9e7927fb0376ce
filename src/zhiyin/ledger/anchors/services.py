"""Anchoring: the newest head of a day is begun, its calendars are asked outside any transaction, and what they told is kept."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection

from zhiyin.ledger.anchors import proofs
from zhiyin.ledger.anchors.calendars import Calendar, CalendarAway
from zhiyin.ledger.anchors.proofs import BadProof, Way
from zhiyin.ledger.seals import queries as seals
from zhiyin.ledger.seals.keys import keys

NONCE_BYTES = 16
TODAY_SQL = """select exists (select from ledger.anchor where day = %s)
or exists (select from ledger.anchor a where a.size = (select max(size) from ledger.tree_head))"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """What a calendar is to be asked: to take `shown`, or, when it promised before, what became of it."""

    size: int
    calendar: str
    digest: bytes
    nonce: bytes
    stamp: bytes | None

    @property
    def shown(self) -> bytes:
        """The head's digest, blinded."""
        return proofs.run(proofs.blinded(self.nonce), self.digest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What came of an errand: the calendar's part of the proof (None: nothing new), the block's height if one has it, and what was wrong."""

    stamp: bytes | None = None
    height: int | None = None
    problem: str = ""


def begin(*, at: datetime, calendars: Sequence[str]) -> bool:
    """The newest head is this day's (UTC) anchor, to be shown to these calendars; whether it became so now.

    Nothing happens when the day, or the head, has its anchor, and when nothing was sealed yet. Repeats: once a day, however many workers are at it.
    """
    day = at.astimezone(UTC).date()
    with connection.cursor() as cursor:
        cursor.execute(TODAY_SQL, [day])
        newest = None if cursor.fetchone()[0] else seals.head()
        if newest is None:
            return False
        nonce = hmac.new(keys().salt, b"anchor%d" % newest.size, hashlib.sha256).digest()[:NONCE_BYTES]
        digest = hashlib.sha256(newest.note.encode()).digest()
        cursor.execute("select ledger.begin_anchor(%s, %s, %s, %s, %s, %s)", [day, newest.size, digest, nonce, list(calendars), at])
        return bool(cursor.fetchone()[0])


def claim(*, at: datetime, calendars: Sequence[str], limit: int) -> tuple[Errand, ...]:
    """Up to `limit` errands that are due now; whoever claimed one is alone with it until its next turn. Repeats: an errand is asked again then."""
    with connection.cursor() as cursor:
        cursor.execute("select size, calendar, digest, nonce, stamp from ledger.claim_stamps(%s, %s, %s)", [list(calendars), at, limit])
        return tuple(
            Errand(size=size, calendar=calendar, digest=bytes(digest), nonce=bytes(nonce), stamp=bytes(stamp) if stamp else None)
            for size, calendar, digest, nonce, stamp in cursor.fetchall()
        )


def ask(errand: Errand, calendar: Calendar) -> Told:
    """Makes the call, and reads what is answered; touches no database. What goes wrong is in the answer. Repeats: a calendar may be asked again."""
    try:
        if errand.stamp is None:
            return _read(proofs.read(calendar.submit(errand.shown), errand.shown))
        return _upgraded(proofs.read(errand.stamp, errand.shown), calendar)
    except CalendarAway as away:
        return Told(problem=str(away))
    except BadProof as bad:
        return Told(problem=f"answers what is no proof: {bad}")


def note(errand: Errand, told: Told, *, at: datetime) -> None:
    """What the calendar told is kept. Repeats: a promise or a block that is there stays as it is."""
    with connection.cursor() as cursor:
        if told.stamp is None:
            cursor.execute("select ledger.note_calendar(%s, %s, %s)", [errand.size, errand.calendar, told.problem])
        else:
            mac = proofs.mac(keys().salt, (errand.digest, errand.nonce, told.stamp))
            cursor.execute("select ledger.keep_stamp(%s, %s, %s, %s, %s, %s)", [errand.size, errand.calendar, told.stamp, mac, told.height, at])


def _upgraded(ways: Sequence[Way], calendar: Calendar) -> Told:
    """Asked at the calendar's own address only: what an answer names as an address is never called."""
    beyond = dict[bytes, tuple[Way, ...]]()
    for way in ways:
        if way.attestation.kind == proofs.PENDING and (answer := calendar.upgrade(way.reached)) is not None:
            beyond[way.reached] = proofs.read(answer, way.reached)
    told = _read(proofs.onward(ways, beyond))
    return told if told.height is not None else Told()


def _read(ways: Sequence[Way]) -> Told:
    heights = [way.attestation.height for way in ways if way.attestation.height is not None]
    if not heights and not any(way.attestation.kind == proofs.PENDING for way in ways):
        raise BadProof("it neither promises anything nor names a block")
    return Told(stamp=proofs.write(ways), height=min(heights, default=None))
