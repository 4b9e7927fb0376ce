"""How commands travel to the posting functions: one by itself, or many in binary, an array a column and each array packed in one go."""

import struct
from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any, LiteralString
from uuid import UUID

import psycopg
from django.db import connection
from psycopg.adapt import Dumper
from psycopg.pq import Format
from psycopg.types.json import Jsonb

from zhiyin.kit.statements import Prepared

if TYPE_CHECKING:
    from zhiyin.ledger.services import Command

POST = """select status, dr_bal, cr_bal, booked_at from ledger.post(%(acct)b::bigint[], %(op)b::smallint[], %(id)b::uuid[], %(dr)b::int[],
%(cr)b::int[], %(amt)b::bigint[], %(code)b::smallint[], %(ref)b::uuid[], %(link)b::int[], %(when)b::timestamptz[], %(meta)b::jsonb[])"""

POST_PLAIN = """select status, dr_bal, cr_bal, booked_at from ledger.post_plain(%(acct)b::bigint[], %(id)b::uuid[], %(dr)b::int[],
%(cr)b::int[], %(amt)b::bigint[], %(code)b::smallint[], %(ref)b::uuid[], %(when)b::timestamptz[], %(meta)b::jsonb[])"""

POST_ONE = Prepared("""select status, dr_bal, cr_bal, booked_at
from ledger.post_one(%s::uuid, %s::bigint, %s::bigint, %s::bigint, %s::smallint, %s::uuid, %s::timestamptz, %s::jsonb)""")

_FIELDS = attrgetter("id", "op", "debit", "credit", "amount_minor", "code", "ref", "link", "effective_at", "expires_at", "meta")
_HOLD = 1
# PostgreSQL's number of an element type, struct's letter for it, its size.
_BIGINT, _INTEGER, _SMALLINT = (20, "q", 8), (23, "i", 4), (21, "h", 2)
_UUID, _UUID_SIZE = 2950, struct.pack("!i", 16)


class Packed(bytes):
    """An array in PostgreSQL's binary form; the statement's own cast tells of what."""

    __slots__ = ()


class _PackedDumper(Dumper):
    format = Format.BINARY

    def dump(self, obj: Packed) -> bytes:
        return obj


def one(command: "Command") -> tuple[Any, ...]:
    """The one row of POST_ONE's answer. Raises `django.db.DatabaseError`."""
    meta = None if command.meta is None else Jsonb(command.meta)
    terms: tuple[Any, ...] = (command.id, command.debit, command.credit, command.amount_minor, command.code, command.ref, command.effective_at, meta)
    with connection.cursor() as cursor:
        cursor.execute(POST_ONE, terms)
        return cursor.fetchone() or ()


def many(statement: LiteralString, arguments: Mapping[str, object]) -> tuple[Any, ...]:
    """The one row of POST's or POST_PLAIN's answer. Raises `django.db.DatabaseError`."""
    connection.ensure_connection()
    raw: psycopg.Connection[Any] = connection.connection
    # Django's own cursors send literals. This statement is prepared on the server and sends binary arrays instead.
    threshold, raw.prepare_threshold = raw.prepare_threshold, 0
    try:
        with connection.wrap_database_errors, psycopg.Cursor(raw) as cursor:
            cursor.adapters.register_dumper(Packed, _PackedDumper)
            cursor.execute(statement, arguments, prepare=True, binary=True)
            return cursor.fetchone() or ()
    finally:
        raw.prepare_threshold = threshold


def arrays(batch: "Sequence[Command]") -> dict[str, object]:
    """What POST and POST_PLAIN ask for. `op` and `link` are None when every command is a plain one."""
    ids, ops, debits, credits_, amounts, codes, refs, links, effective, expires, metas = zip(*map(_FIELDS, batch), strict=True)
    accounts = sorted({*debits, *credits_})
    place = {account: index for index, account in enumerate(accounts, 1)}
    plain = not any(ops)
    if not plain:
        effective = tuple(expire if op == _HOLD else moment for op, moment, expire in zip(ops, effective, expires, strict=True))
    return {
        "acct": _integers(accounts, _BIGINT),
        "op": None if plain else _integers(ops, _SMALLINT),
        "id": _uuids(ids),
        "dr": _integers([place[debit] for debit in debits], _INTEGER),
        "cr": _integers([place[credit] for credit in credits_], _INTEGER),
        "amt": _integers(amounts, _BIGINT),
        "code": _integers(codes, _SMALLINT),
        "ref": _or_null(refs),
        "link": _or_null(links),
        "when": _or_null(effective),
        "meta": _or_null([None if meta is None else Jsonb(meta) for meta in metas]),
    }


def _or_null(items: Sequence[object]) -> list[object] | None:
    return None if items.count(None) == len(items) else list(items)


def _integers(items: Sequence[int], kind: tuple[int, str, int]) -> Packed | list[int]:
    number, letter, size = kind
    body: list[int] = [size] * (2 * len(items))
    body[1::2] = items
    try:
        return Packed(_head(number, len(items)) + struct.pack("!" + ("i" + letter) * len(items), *body))
    except struct.error:  # one does not fit: the database says what is wrong with it
        return list(items)


def _uuids(items: Sequence[UUID]) -> Packed:
    return Packed(_head(_UUID, len(items)) + b"".join([_UUID_SIZE + item.bytes for item in items]))


def _head(number: int, length: int) -> bytes:
    return struct.pack("!iiIii", 1, 0, number, length, 1)  # one dimension, without nulls, counted from 1
