"""Sealing: what the journal gained becomes leaves of the tree, in the order of commits, under a new signed head."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, LiteralString
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction

from zhiyin.ledger.seals import leaves, notes, tree
from zhiyin.ledger.seals.keys import Keys, keys
from zhiyin.ledger.seals.reading import COLUMNS, Line, binary, ids, pen, tiles

LINES_MAX = 10_000
UNSEALED_SQL: LiteralString = (
    f"select t.xid::text, t.at::text, {COLUMNS} from ledger.unsealed(%s::text::xid8, %s::timestamptz, %s::uuid, %s::text::xid8, %s) t"  # noqa: S608  our own words
)
NOWHERE = ("-infinity", "00000000-0000-0000-0000-000000000000")


def seal(at: datetime, *, limit: int = LINES_MAX) -> int:
    """Up to `limit` lines of the journal that had no seal have one, and a new head is signed over all; how many lines.

    Only what no open transaction can still come before is sealed, so the order is final. Raises `BadSealKey` when a file of keys is none.
    Repeats: a line is sealed once; where another worker is at it, nothing happens. Nothing is written when there is nothing to seal.
    """
    at = at.replace(microsecond=0)  # as a head tells it
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select size, xid, at::text, id::text, horizon, moved from ledger.begin_sealing()")
        state = cursor.fetchone()
        if state is None:
            return 0
        size, xid, moment, last, horizon, moved = state
        rows = binary(
            UNSEALED_SQL,
            [xid, moment, last, horizon, limit],
        )
        if rows:
            _add(size, [Line._make(row[2:]) for row in rows], at=at, own=keys())
        if rows or moved:
            reached = (rows[-1][0], rows[-1][1], str(ids([Line._make(rows[-1][2:])])[0])) if len(rows) == limit else (horizon, *NOWHERE)
            cursor.execute("select ledger.sealed_up_to(%s::xid8, %s::timestamptz, %s::uuid)", reached)
    return len(rows)


def _add(size: int, lines: Sequence[Line], *, at: datetime, own: Keys) -> None:
    read = tiles()
    hashes = [tree.leaf_hash(leaf) for leaf in pen(own.salt).leaves(lines)]
    grown = tree.grown(read, size, hashes)
    root = tree.root(lambda level, index: grown.get((level, index)) or read(level, index), size + len(lines))
    origin = urlsplit(str(settings.CONFIG.origin)).netloc
    signature = notes.sign(own.signing, notes.body(origin, size + len(lines), root=root, at=at))
    arguments: list[Any] = [size, ids(lines), [line.change for line in lines]]
    arguments += [[level for level, _ in grown], [index for _, index in grown], list(grown.values())]
    arguments += [at, origin, root, own.public, leaves.fingerprint(own.salt), signature]
    with connection.cursor() as cursor:
        cursor.execute(
            """select ledger.seal(%s, %s::uuid[], %s::boolean[], %s::smallint[], %s::bigint[], %s::bytea[],
            %s, %s, %s::bytea, %s::bytea, %s::bytea, %s::bytea)""",
            arguments,
        )
