"""Statements that travel to the server together: what nobody needs the answer of waits for the next, and costs no journey of its own."""

import select
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import psycopg
from psycopg import errors
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGresult

GOOD = (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK)
HUNG_UP = "the server has hung up"


class Connection(psycopg.Connection[Any]):
    """As psycopg's. Waiting statements go before whatever is asked next, in their order; a rollback forgets them, as it would have undone them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._waiting: list[Callable[[], None]] = []
        self._answers = select.poll()
        self._answers.register(self.pgconn.socket, select.POLLIN)

    def later(self, name: bytes, values: Sequence[Any], formats: Sequence[Any]) -> None:
        """The prepared statement goes to the server with the next one. What is wrong with it is raised there. Inside a transaction only."""
        self._begin()
        self._waiting.append(partial(self.pgconn.send_query_prepared, name, values, formats))

    def now(self, name: bytes, values: Sequence[Any], formats: Sequence[Any]) -> PGresult:
        """The prepared statement's answer, in the transaction it opens if one is wanted. Raises what is wrong with it or with what waited."""
        if not self.autocommit:
            self._begin()
        if not self._waiting:
            return self._good(self.pgconn.exec_prepared(name, values, formats))
        return self._send(partial(self.pgconn.send_query_prepared, name, values, formats))

    def prepare(self, name: bytes, text: bytes, types: Sequence[int]) -> None:
        """The server knows the statement by that name. Raises what is wrong with it."""
        self._good(self.pgconn.prepare(name, text, types))

    def commit(self) -> None:
        """As psycopg's, with what waits."""
        with self.lock:
            if self._waiting:
                self._send(partial(self.pgconn.send_query_params, b"COMMIT", None))
            elif self.pgconn.transaction_status != TransactionStatus.IDLE:
                self._good(self.pgconn.exec_(b"COMMIT"))

    def rollback(self) -> None:
        """As psycopg's."""
        self._waiting.clear()
        super().rollback()

    def wait(self, *args: Any, **how: Any) -> Any:
        """As psycopg's, through which all else goes that it asks the server."""
        if self._waiting:
            self._send()
        return super().wait(*args, **how)

    def _begin(self) -> None:
        if not self._waiting and self.pgconn.transaction_status == TransactionStatus.IDLE:
            self._waiting.append(partial(self.pgconn.send_query_params, self._get_tx_start_command(), None))

    def _send(self, *last: Callable[[], None]) -> PGresult:
        sent, self._waiting = [*self._waiting, *last], []
        try:
            self.pgconn.enter_pipeline_mode()
            for send in sent:
                send()
            self.pgconn.pipeline_sync()
            results = [self._result() for _ in sent]
            self.pgconn.get_result()  # that of the sync
            self.pgconn.exit_pipeline_mode()
        except BaseException:
            self.pgconn.finish()  # nobody could tell any more which answer is whose
            raise
        return [self._good(result) for result in results][-1]

    def _result(self) -> PGresult:
        result = self._next()
        while self._next() is not None:
            pass  # each answer ends with a None
        if result is None:
            raise psycopg.OperationalError(HUNG_UP)
        return result

    def _next(self) -> PGresult | None:
        while self.pgconn.is_busy():  # waits here, where other threads can go on; get_result would keep them all waiting
            self._answers.poll()
            self.pgconn.consume_input()
        return self.pgconn.get_result()

    def _good(self, result: PGresult) -> PGresult:
        if result.status in GOOD:
            return result
        if self.pgconn.status == ConnStatus.BAD:  # said as psycopg says it: no code, for no server spoke
            raise psycopg.OperationalError(HUNG_UP)
        raise errors.error_from_result(result)
