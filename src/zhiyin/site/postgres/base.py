"""The connection to the database."""

import functools
import select
from typing import Any

from django.db.backends.postgresql import base
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import TransactionStatus

from zhiyin.kit.statements import Prepared

# Django makes its class at run time, and what psycopg's cursors are made of has no public name; its version is pinned.
_Cursor: Any = base.Cursor


class Cursor(_Cursor):  # type: ignore[misc]  # as said above
    """Django's, which also knows prepared statements, and waits for those in C: most of a short statement's cost is Python's waiting.

    psycopg keeps the book of what is prepared: it forgets all of it when a transaction is taken back, and tells the server.
    """

    def execute(self, query: Any, params: Any = None, **how: Any) -> Any:
        """As psycopg's."""
        kept = self._conn._prepared  # noqa: SLF001  as said above
        if not isinstance(query, Prepared) or kept._to_flush:  # noqa: SLF001
            return super().execute(query, params, **how)
        self._reset()
        self._tx = Transformer(self)
        values = self._tx.dump_sequence(params or (), [PyFormat.AUTO] * len(params or ()))
        with self._conn.lock:
            if not self._conn.autocommit and self._pgconn.transaction_status == TransactionStatus.IDLE:
                self._check_results([self._pgconn.exec_(self._conn._get_tx_start_command())])  # noqa: SLF001
            results = [self._pgconn.exec_prepared(self._name(kept, query), values, self._tx.formats)]
        self._check_results(results)
        self._set_results(results)
        return self

    def _name(self, kept: Any, query: Prepared) -> bytes:
        key = (_numbered(query), tuple(self._tx.types or ()))
        name: bytes | None = kept._names.get(key)  # noqa: SLF001
        if name is None:
            kept._prepared_idx += 1  # noqa: SLF001
            name = f"zhiyin_{kept._prepared_idx}".encode()  # noqa: SLF001
            self._check_results([self._pgconn.prepare(name, *key)])
            kept._names[key] = name  # noqa: SLF001
        return name


@functools.cache
def _numbered(query: Prepared) -> bytes:
    first, *rest = query.split("%s")
    return (first + "".join(f"${number}{part}" for number, part in enumerate(rest, 1))).encode()


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, which asks a kept connection `select 1` at the beginning of each request. Here its socket is looked at instead."""

    def get_connection_params(self) -> dict[str, Any]:
        """Django's, with our cursor."""
        return {**super().get_connection_params(), "cursor_factory": Cursor}

    def is_usable(self) -> bool:
        """Whether the server has not hung up: between requests nothing comes from a server that is there, and an end from one that has gone."""
        if self.connection is None or self.connection.closed:
            return False
        looking = select.poll()
        looking.register(self.connection.fileno(), select.POLLIN)
        return not looking.poll(0)
