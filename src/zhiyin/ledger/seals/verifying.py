"""Whether the seals agree with the journal: every line is made into its leaf again, and the whole tree is grown anew."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any, LiteralString

import psycopg
from django.db import connection, transaction

from zhiyin.ledger.anchors import checking
from zhiyin.ledger.seals import tree
from zhiyin.ledger.seals.keys import keys
from zhiyin.ledger.seals.notes import Head
from zhiyin.ledger.seals.reading import COLUMNS, Line, Pen

PROBLEMS_MAX = 100
PAGE = 5_000
# A head with the fingerprint of the salt under which the leaves below it were made, as far as the head before it.
Signed = tuple[Head, bytes]
Stored = dict[tree.Tile, bytes]
SEALED_SQL: LiteralString = f"""select l.pos, l.ref, t.id is null, {COLUMNS}
from ledger.leaf l left join ledger.line t on t.id = l.ref and t.change = l.change order by l.pos"""  # noqa: S608  our own words
LEFT_OUT_SQL = """select l.id from ledger.line l, ledger.sealer s where (l.xid, l.at, l.id) <= (s.xid, s.at, s.id)
and not exists (select from ledger.leaf f where f.ref = l.id and f.change = l.change)"""
PENDING_SQL = """select count(*) from ledger.line l, ledger.sealer s where (l.xid, l.at, l.id) > (s.xid, s.at, s.id)
and not exists (select from ledger.leaf f where f.ref = l.id and f.change = l.change)"""
DISORDER_SQL = """select ref from (select l.ref, t.xid, max(t.xid) over (order by l.pos) as reached
from ledger.leaf l join ledger.line t on t.id = l.ref and t.change = l.change) placed where xid < reached"""


@dataclass(frozen=True, slots=True)
class Difference:
    """The seals and the journal disagree. `kind` is stable, `detail` is English for the operator."""

    kind: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seals:
    """What was found: how many lines are sealed, how many wait for it, how many heads were signed, and the differences (some of each kind)."""

    sealed: int
    pending: int
    heads: int
    problems: tuple[Difference, ...]


def verify() -> Seals:
    """Every line below the horizon has one leaf, every leaf is its line's, all hashes and roots follow from the leaves, every signature holds,
    every anchor is of a head and its proofs lead where they say.

    Safe beside traffic: all of it is read in one snapshot. A few queries; its time and memory grow with the journal (64 bytes a line).
    """
    with _one_snapshot():
        heads = [_signed(*row) for row in _rows("select size, at, origin, root, key, signature, salt from ledger.tree_head order by size")]
        stored = {(level, index): bytes(hashes) for level, index, hashes in _rows("select level, idx, hashes from ledger.tile")}
        checks = (_of_leaves(heads, stored), _of_tiles(heads, stored), _of_heads(heads, stored), _of_order(), _of_anchors(heads))
        problems = tuple(problem for check in checks for problem in islice(check, PROBLEMS_MAX))
        (pending,) = _rows(PENDING_SQL)[0]
    return Seals(sealed=heads[-1][0].size if heads else 0, pending=pending, heads=len(heads), problems=problems)


def _of_leaves(heads: Sequence[Signed], stored: Stored) -> Iterator[Difference]:
    """Positions are 0, 1, 2 …, and each leaf's hash follows from its line."""
    expected, sizes = 0, [head.size for head, _ in heads]
    for page in _sealed():
        for salt, group in groupby(page, lambda row: heads[place][1] if (place := bisect_right(sizes, row[0])) < len(heads) else b""):
            rows = list(group)
            for position, ref, *_ in rows:
                if position != expected:
                    yield Difference("leaf_misplaced", f"the leaf of {ref} stands at {position}, where {expected} is expected")
                expected = position + 1
            yield from _of_lines(rows, salt, stored)
    if expected != (sizes[-1] if sizes else 0):
        yield Difference("leaves_beside_head", f"{expected} leaves, but the newest head is over {sizes[-1] if sizes else 0}")


def _of_lines(rows: Sequence[tuple[Any, ...]], salt: bytes, stored: Stored) -> Iterator[Difference]:
    for position, ref, is_gone, *_ in rows:
        if is_gone:
            yield Difference("leaf_without_line", f"the leaf at {position} is of {ref}, which is not in the journal")
    there = [row for row in rows if not row[2]]
    if salt not in keys().salts:
        yield Difference("salt_unknown", f"leaves {rows[0][0]} to {rows[-1][0]} cannot be checked: their salt is not among the keys (ZHIYIN_KEYS)")
        return
    for row, leaf in zip(there, Pen(keys().salts[salt]).leaves([Line._make(row[3:]) for row in there]), strict=True):
        tile, place = divmod(row[0], tree.WIDTH)
        if stored.get((0, tile), b"")[place * tree.HASH_BYTES : (place + 1) * tree.HASH_BYTES] != tree.leaf_hash(leaf):
            yield Difference("leaf_differs", f"line {row[1]} of the journal is not what was sealed at {row[0]}")


def _of_tiles(heads: Sequence[Signed], stored: Stored) -> Iterator[Difference]:
    """There are as many hashes as leaves, and those of higher levels follow from the lowest."""
    size = heads[-1][0].size if heads else 0
    own = _grown(stored)
    for place in sorted(own.keys() | stored.keys()):
        if own.get(place) != stored.get(place):
            yield Difference("tile_differs", f"tile {place[0]}/{place[1]} does not follow from the leaves")
    if (counted := sum(len(hashes) for (level, _), hashes in stored.items() if level == 0) // tree.HASH_BYTES) != size:
        yield Difference("tile_differs", f"hashes of {counted} leaves, but the newest head is over {size}")


def _of_heads(heads: Sequence[Signed], stored: Stored) -> Iterator[Difference]:
    """Each root follows from the leaves, each signature from the head; heads are in the order of time."""
    own, before = _grown(stored), None
    for head, _ in heads:
        try:
            root = tree.root(lambda level, index: own.get((level, index), b""), head.size)
        except ValueError:
            root = b""
        if root != head.root:
            yield Difference("root_differs", f"the root over {head.size} leaves does not follow from them")
        if not head.holds:
            yield Difference("signature_differs", f"the signature under the head over {head.size} leaves does not hold")
        if head.key not in keys().known:
            yield Difference("key_unknown", f"the head over {head.size} leaves is signed with a key that is not among the keys (ZHIYIN_KEYS)")
        if before and head.at < before.at:
            yield Difference("head_disorder", f"the head over {head.size} leaves is older than the one before it")
        before = head


def _of_order() -> Iterator[Difference]:
    for (ref,) in _rows(f"{LEFT_OUT_SQL} limit {PROBLEMS_MAX}"):
        yield Difference("seal_missing", f"line {ref} of the journal was left out of the tree")
    for (ref,) in _rows(f"{DISORDER_SQL} limit {PROBLEMS_MAX}"):
        yield Difference("seal_disorder", f"line {ref} is sealed after one of a later transaction")


def _of_anchors(heads: Sequence[Signed]) -> Iterator[Difference]:
    """What was committed to Bitcoin is a head of this tree, and each proof of it can be read and leads where it says."""
    for kind, detail in checking.of_heads(_rows(checking.ANCHORS_SQL), [head for head, _ in heads]):
        yield Difference(kind, detail)
    for kind, detail in checking.of_stamps(_rows(checking.STAMPS_SQL), keys().salts.values()):
        yield Difference(kind, detail)


def _grown(stored: Stored) -> Stored:
    """All tiles as they follow from the stored hashes of the leaves."""
    row = b"".join(stored[place] for place in sorted(place for place in stored if place[0] == 0))
    hashes = [row[at : at + tree.HASH_BYTES] for at in range(0, len(row), tree.HASH_BYTES)]
    return tree.grown(lambda _level, _index: b"", 0, hashes)


def _signed(size: int, at: Any, origin: str, *rest: bytes) -> Signed:
    root, key, signature, salt = (bytes(each) for each in rest)
    return Head(size=size, at=at, origin=origin, root=root, key=key, signature=signature), salt


def _sealed() -> Iterator[list[tuple[Any, ...]]]:
    """The leaves in order, each with its line, in pages."""
    connection.ensure_connection()
    raw: psycopg.Connection[Any] = connection.connection
    with connection.wrap_database_errors, psycopg.ServerCursor(raw, "sealed") as cursor:
        cursor.execute(SEALED_SQL, binary=True)
        while page := cursor.fetchmany(PAGE):
            yield page


def _rows(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


@contextmanager
def _one_snapshot() -> Iterator[None]:
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:  # inside somebody's transaction the reader sees what that one sees
            with connection.cursor() as cursor:
                cursor.execute("set transaction isolation level repeatable read, read only")
        yield
