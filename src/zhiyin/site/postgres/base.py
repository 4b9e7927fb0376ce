"""The connection to the database."""

import functools
import select
from types import ModuleType, SimpleNamespace
from typing import Any, cast

import psycopg
from django.db.backends.postgresql import base
from psycopg.adapt import PyFormat, Transformer

from zhiyin.kit.statements import Prepared, Unanswered
from zhiyin.site.postgres.together import Connection

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
            name = self._name(kept, query)
            if isinstance(query, Unanswered) and not self._conn.autocommit:
                self._conn.later(name, values, self._tx.formats)
                return self
            answer = self._conn.now(name, values, self._tx.formats)
        self._set_results([answer])
        return self

    def _name(self, kept: Any, query: Prepared) -> bytes:
        key = (_numbered(query), tuple(self._tx.types or ()))
        name: bytes | None = kept._names.get(key)  # noqa: SLF001
        if name is None:
            kept._prepared_idx += 1  # noqa: SLF001
            name = f"zhiyin_{kept._prepared_idx}".encode()  # noqa: SLF001
            self._conn.prepare(name, *key)
            kept._names[key] = name  # noqa: SLF001
        return name


@functools.cache
def _numbered(query: Prepared) -> bytes:
    first, *rest = query.split("%s")
    return (first + "".join(f"${number}{part}" for number, part in enumerate(rest, 1))).encode()


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, which asks a kept connection `select 1` at the beginning of each request. Here its socket is looked at instead."""

    Database = cast("ModuleType", SimpleNamespace(**vars(psycopg) | {"connect": Connection.connect}))

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
