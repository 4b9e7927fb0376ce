"""Rows of the database as leaves and tiles."""

import functools
from collections.abc import Iterable, Sequence
from typing import Any, LiteralString, NamedTuple
from uuid import UUID

import psycopg
from django.db import connection

from zhiyin.ledger.seals import leaves, tree
from zhiyin.ledger.seals.leaves import ChangeLine, TransferLine, Writer

KNOWN_MAX = 200_000
# Of ledger.line, called t.
COLUMNS: LiteralString = """uuid_send(t.id), t.change, t.kind, t.code, t.amount, t.dr, t.cr, timestamptz_send(t.at), t.dr_n, t.dr_bal, t.cr_n,
t.cr_bal, t.ledger_id, t.grp, t.ref, t.effective, t.meta"""
ASSETS_SQL = "select a.id, s.code, s.scale from ledger.account a join ledger.asset s on s.id = a.asset where a.id = any(%s)"


class Line(NamedTuple):
    """A line of the journal as `COLUMNS` reads it, in binary."""

    id: bytes
    change: bool
    kind: int
    code: int
    amount: int
    debit: int
    credit: int
    at: bytes
    debit_number: int
    debit_balance: int
    credit_number: int
    credit_balance: int
    ledger: int
    group: bytes
    reference: bytes
    effective: bytes
    meta: bytes

    @property
    def transfer(self) -> TransferLine:
        """The line of a transfer."""
        return TransferLine(self.id, *self[2:])

    @property
    def changed(self) -> ChangeLine:
        """The line of an account's change."""
        return ChangeLine(self.id, self.kind, self.debit, self.at, self.debit_number, self.debit_balance, self.credit_balance)


class Assets:
    """In which asset accounts are: asked for once, since an account never changes it. A check asks anew."""

    def __init__(self) -> None:
        self._known: dict[int, bytes] = {}

    def meet(self, lines: Iterable[Line]) -> None:
        """The accounts of these lines are known from now on. One query when some are new."""
        if len(self._known) > KNOWN_MAX:
            self._known.clear()
        new = {account for line in lines for account in (line.debit, line.credit)} - self._known.keys() - {0}
        if new:
            with connection.cursor() as cursor:
                cursor.execute(ASSETS_SQL, [list(new)])
                self._known |= {account: leaves.asset(code, scale) for account, code, scale in cursor.fetchall()}

    def __call__(self, account: int) -> bytes:
        """The account's asset; thirteen empty bytes for an account that is none."""
        return self._known.get(account, bytes(13))


class Pen:
    """Writes the leaves of lines under one salt."""

    def __init__(self, salt: bytes) -> None:
        self.assets = Assets()
        self.writer = Writer(salt, self.assets)

    def leaves(self, lines: Sequence[Line]) -> list[bytes]:
        """A leaf for each."""
        self.assets.meet(lines)
        return [self.writer.change(line.changed) if line.change else self.writer.transfer(line.transfer) for line in lines]


def pen(salt: bytes) -> Pen:
    """The one that remembers the accounts of this database from round to round."""
    return _pen(salt, str(connection.settings_dict["NAME"]))


@functools.lru_cache(2)
def _pen(salt: bytes, _database: str) -> Pen:
    return Pen(salt)


def binary(statement: LiteralString, arguments: Sequence[object] = ()) -> list[tuple[Any, ...]]:
    """The rows of a statement, in PostgreSQL's binary form: several times cheaper than as text."""
    connection.ensure_connection()
    raw: psycopg.Connection[Any] = connection.connection
    with connection.wrap_database_errors, psycopg.Cursor(raw) as cursor:
        return cursor.execute(statement, arguments, binary=True).fetchall()


def read_tile(level: int, index: int) -> bytes:
    """A tile as it is stored; empty when there is none. One query."""
    with connection.cursor() as cursor:
        cursor.execute("select hashes from ledger.tile where level = %s and idx = %s", [level, index])
        row = cursor.fetchone()
    return bytes(row[0]) if row else b""


def tiles() -> tree.Read:
    """Tiles for one question: each is read once."""
    return tree.kept(read_tile)


def ids(lines: Sequence[Line]) -> list[UUID]:
    """Their ids."""
    return [UUID(bytes=line.id) for line in lines]
