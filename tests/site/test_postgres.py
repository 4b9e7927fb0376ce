"""Statements that wait for the next one: they happen as if they had not waited, or not at all."""

import os
import signal
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection, connections, transaction

from zhiyin.kit.statements import Prepared, Unanswered

pytestmark = pytest.mark.usefixtures("shared_database")

ADD = Unanswered("insert into noted (n) values (%s)")
ADD_AND_TELL = Prepared("insert into noted (n) values (%s) returning n")


@pytest.fixture(autouse=True)
def _noted(shared_database: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("reset role; drop table if exists noted; create table noted (n integer primary key); grant all on noted to public")
    connection.close()  # the next connection is of the pages' role again


def ask(statement: str, *params: int) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, params or None)
        return cursor.fetchall() if cursor.description else None


def numbers() -> list[int]:
    return [n for (n,) in ask("select n from noted order by n")]


def as_others_see_it() -> list[int]:
    seen: list[list[int]] = []

    def look() -> None:
        seen.append(numbers())
        connections.close_all()

    other = threading.Thread(target=look)
    other.start()
    other.join()
    return seen[0]


def test_what_waits_is_there_for_the_next_statement_of_any_kind() -> None:
    with transaction.atomic():
        ask(ADD, 1)
        assert numbers() == [1]  # a text
        ask(ADD, 2)
        assert ask(ADD_AND_TELL, 3) == [(3,)]  # a prepared one
        ask(ADD, 4)
        with connection.cursor() as cursor, cursor.copy("copy noted to stdout") as rows:  # what psycopg does by itself
            assert len(list(rows)) == 4
    assert as_others_see_it() == [1, 2, 3, 4]


def test_what_waits_is_committed_when_nothing_follows() -> None:
    with transaction.atomic():
        ask(ADD, 1)
        ask(ADD, 2)
    assert as_others_see_it() == [1, 2]


def test_outside_a_transaction_nothing_waits() -> None:
    ask(ADD, 1)
    assert as_others_see_it() == [1]


def together(*steps: Callable[[], object]) -> None:
    """The steps in one transaction."""
    with transaction.atomic():
        for step in steps:
            step()


def give_up() -> None:
    raise ZeroDivisionError


def test_a_rollback_forgets_what_waits() -> None:
    with pytest.raises(ZeroDivisionError):
        together(partial(ask, ADD, 1), give_up)
    assert numbers() == []


def test_a_step_taken_back_takes_its_waiting_statements_with_it_and_no_others() -> None:
    with transaction.atomic():
        ask(ADD, 1)
        with pytest.raises(ZeroDivisionError):
            together(partial(ask, ADD, 2), give_up)
        ask(ADD, 3)
    assert as_others_see_it() == [1, 3]


@pytest.mark.parametrize("then", [ADD_AND_TELL, "select n from noted where n > %s"])
def test_what_is_wrong_with_a_waiting_statement_is_raised_by_the_next(then: str) -> None:
    with pytest.raises(IntegrityError):
        together(partial(ask, ADD, 1), partial(ask, ADD, 1), partial(ask, then, 2))
    assert numbers() == []


def test_what_is_wrong_with_a_waiting_statement_is_raised_by_the_commit() -> None:
    with pytest.raises(IntegrityError):
        together(partial(ask, ADD, 1), partial(ask, ADD, 1))
    assert numbers() == []
    together(partial(ask, ADD, 1))  # and the connection is as good as before
    assert as_others_see_it() == [1]


def test_an_answer_that_fails_takes_what_waited_with_it() -> None:
    with pytest.raises(IntegrityError):
        together(partial(ask, ADD, 1), partial(ask, ADD_AND_TELL, 1))
    assert numbers() == []


def test_a_commit_waits_as_long_as_it_must_and_keeps_no_other_thread_waiting() -> None:
    ticks, done = 0, threading.Event()

    def work() -> None:
        with transaction.atomic():
            ask(ADD, 1)
            ask(Prepared("select pg_sleep(0.3)"))
        done.set()
        connections.close_all()

    other = threading.Thread(target=work)
    other.start()
    while not done.is_set():
        ticks += 1
        time.sleep(0.005)
    other.join()
    assert ticks > 10  # a thread that held the interpreter while it waited would leave two or three


@pytest.mark.parametrize("last", [partial(ask, ADD_AND_TELL, 2), lambda: None], ids=["at a statement", "at the commit"])
def test_a_server_that_hangs_up_is_told_as_such_and_nothing_of_it_is_done(last: Callable[[], object]) -> None:
    with pytest.raises(OperationalError):
        together(partial(ask, Prepared("select 1")), partial(ask, ADD, 1), hung_up_on, last)
    connection.close()
    assert numbers() == []


def hung_up_on() -> None:
    os.kill(connection.connection.info.backend_pid, signal.SIGTERM)
    time.sleep(0.1)


def test_who_is_interrupted_while_waiting_leaves_no_answer_to_the_next() -> None:
    def ring(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, ring)
    alarm = partial(signal.setitimer, signal.ITIMER_REAL, 0.1)
    try:
        with pytest.raises(TimeoutError):
            together(partial(ask, ADD, 1), alarm, partial(ask, Prepared("select pg_sleep(2)")))
    finally:
        signal.signal(signal.SIGALRM, before)
    assert numbers() == []
