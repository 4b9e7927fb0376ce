"""What is sealed, and how anybody can see that for themselves: receipts, heads, and proofs that one head continues another."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, LiteralString
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import connection

from zhiyin.ledger.seals import notes, tree
from zhiyin.ledger.seals.keys import keys
from zhiyin.ledger.seals.notes import Head
from zhiyin.ledger.seals.reading import COLUMNS, Line, binary, pen, tiles
from zhiyin.ledger.seals.verifying import Seals, verify

__all__ = ["Head", "Seal", "Seals", "consistency", "head", "heads", "is_of", "promise", "receipt", "seals", "verify", "waiting_since"]

FORMAT = 1
# By then a line is in the tree, whatever holds the sealer up; a healthy one takes a second. `zhiyin doctor` tells long before.
MERGE_DELAY = timedelta(hours=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
HEADS_SQL = "select size, at, origin, root, key, signature from ledger.tree_head"
LINE_SQL: LiteralString = (
    f"select l.pos, {COLUMNS} from ledger.leaf l join ledger.line t on t.id = l.ref and t.change = l.change "  # noqa: S608  our own words
    "where l.ref = %s and not l.change"
)

UNSEALED_SQL: LiteralString = (
    f"select (extract(epoch from t.at) * 1000000)::bigint, {COLUMNS} from ledger.line t "  # noqa: S608  our own words
    "where t.id = %s and not t.change and not exists (select from ledger.leaf f where f.ref = t.id and not f.change)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """A transfer's place in the tree, from 0, and the size and moment of the first head over it."""

    position: int
    head: int
    at: datetime


def seals(transfer_ids: Sequence[UUID]) -> dict[UUID, Seal | None]:
    """The seals of these transfers; None for one that waits for its own, nothing for an id that is no transfer's. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select t.id, l.pos, h.size, h.at from ledger.transfer t left join ledger.leaf l on l.ref = t.id and not l.change
            left join lateral (select size, at from ledger.tree_head where size > l.pos order by size limit 1) h on true
            where t.ledger_id = 1 and t.id = any(%s)""",
            [list(transfer_ids)],
        )
        return {id_: Seal(position=position, head=size, at=at) if at else None for id_, position, size, at in cursor.fetchall()}


def is_of(transfer_id: UUID, *, owner_id: UUID) -> bool:
    """Whether the transfer left or entered an account of that owner. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select exists (select from ledger.transfer t join ledger.account a on a.id in (t.dr, t.cr)
            where t.ledger_id = 1 and t.id = %s and a.owner = %s)""",
            [transfer_id, owner_id],
        )
        return bool(cursor.fetchone()[0])


def waiting_since() -> datetime | None:
    """When the oldest line was booked that waits for its seal; None when none waits. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select min(l.at) from ledger.sealer s join ledger.line l on l.xid >= s.xid and (l.xid, l.at, l.id) > (s.xid, s.at, s.id)
            where not exists (select from ledger.leaf f where f.ref = l.id and f.change = l.change)"""
        )
        found: datetime | None = cursor.fetchone()[0]
    return found


def head(size: int | None = None) -> Head | None:
    """The newest head, or the one over that many leaves; None when there is none. One query."""
    condition, order = ("", "order by size desc limit 1") if size is None else ("where size = %s", "")
    found = _heads(f"{condition} {order}", [] if size is None else [size])
    return found[0] if found else None


def heads(*, below: int | None = None, limit: int = 50) -> tuple[Head, ...]:
    """The newest heads, newest first; `below` = the last page's last size gives the next page. One query."""
    condition = "" if below is None else "where size < %s"
    return _heads(f"{condition} order by size desc limit {int(limit)}", [] if below is None else [below])


def consistency(before: int, after: int) -> str:
    """The proof, base64, that the tree of `after` leaves begins with that of `before`; empty when they are the same. A few queries."""
    return _text(b"".join(tree.consistency(tiles(), before, after)))


def receipt(transfer_id: UUID, *, owner_id: UUID) -> dict[str, Any] | None:
    """What that owner of an account needs to check the transfer without anybody's help, ready for JSON.

    The number and the balance of the owner's own side are open in it, the other side's are not. None when the transfer is not sealed yet or is not
    of this owner. A few queries. docs/seals.md says how it is checked.
    """
    newest = head()
    rows = binary(LINE_SQL, [transfer_id])
    if newest is None or not rows:
        return None
    position, line = rows[0][0], Line._make(rows[0][1:])
    _leaf, facts = _opened(line, owner_id)
    if not facts:
        return None
    return {
        "zhiyin_receipt": FORMAT,
        **facts,
        "position": position,
        "path": _text(b"".join(tree.inclusion(tiles(), position, newest.size))),
        "head": newest.note,
        "key": _text(newest.key),
    }


def promise(transfer_id: UUID, *, owner_id: UUID) -> dict[str, Any] | None:
    """A signed promise that the transfer will be in the tree within `MERGE_DELAY`, for an owner of one of its accounts, ready for JSON.

    The same promise however often it is asked for. None for an unknown transfer, somebody else's, and one that has its seal: that one has a receipt.
    A few queries. Like the signed timestamps of RFC 9162; docs/seals.md says how it is checked.
    """
    rows = binary(UNSEALED_SQL, [transfer_id])
    if not rows:
        return None
    micros, line = rows[0][0], Line._make(rows[0][1:])
    leaf, facts = _opened(line, owner_id)
    if not facts:
        return None
    own, origin = keys(), urlsplit(str(settings.CONFIG.origin)).netloc
    by = (EPOCH + timedelta(microseconds=int(micros)) + MERGE_DELAY).replace(microsecond=0) + timedelta(seconds=1)
    text = notes.promise_body(origin, tree.leaf_hash(leaf), by=by)
    signed = notes.signed(origin, text, key=own.public, signature=notes.sign(own.signing, text))
    return {"zhiyin_receipt": FORMAT, **facts, "promise": signed, "key": _text(own.public)}


def _opened(line: Line, owner_id: UUID) -> tuple[bytes, dict[str, str]]:
    """The line's leaf, and the leaf with its owner's side as a receipt shows them; nothing to show when no side is that owner's."""
    own = pen(keys().salt)
    own.assets.meet([line])
    opened = own.writer.opened(line.transfer)
    sides = {line.debit: ("debit", opened.debit_side), line.credit: ("credit", opened.credit_side)}
    mine = _accounts(owner_id, list(sides))
    shown = {sides[account][0]: _text(sides[account][1]) for account in sides if account in mine}
    return opened.leaf, {"leaf": _text(opened.leaf), **shown} if shown else {}


def _accounts(owner_id: UUID, among: Sequence[int]) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute("select id from ledger.account where owner = %s and id = any(%s)", [owner_id, list(among)])
        return {account for (account,) in cursor.fetchall()}


def _heads(rest: str, arguments: Sequence[int]) -> tuple[Head, ...]:
    with connection.cursor() as cursor:
        cursor.execute(f"{HEADS_SQL} {rest}", arguments)
        return tuple(
            Head(size=size, at=at, origin=origin, root=bytes(root), key=bytes(key), signature=bytes(signature))
            for size, at, origin, root, key, signature in cursor.fetchall()
        )


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
