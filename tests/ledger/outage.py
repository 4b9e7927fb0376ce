"""A database that is gone for a moment."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, connections


@contextmanager
def outage(seconds: float) -> Iterator[None]:
    """From now on every connection to the test's own database is cut and none can be made, until so many seconds have passed."""
    name = connection.settings_dict["NAME"]
    _set_open(name, "false")
    _as_owner("select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = %s", name)
    later = threading.Thread(target=_open_again, args=(name, seconds))
    later.start()
    try:
        yield
    finally:
        later.join()


def _open_again(name: str, seconds: float) -> None:
    time.sleep(seconds)
    try:
        _set_open(name, "true")
    finally:
        connections.close_all()


def _set_open(name: str, answer: str) -> None:
    _as_owner(f'alter database "{name}" allow_connections {answer}')


def _as_owner(statement: str, *arguments: str) -> None:
    with connections["default"]._nodb_cursor() as cursor:
        cursor.execute("reset role")
        cursor.execute(statement, arguments or None)
