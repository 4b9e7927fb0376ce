"""Posting batches, alone or inside somebody's transaction."""

import random
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction

from zhiyin.kit.ids import derived
from zhiyin.ledger import wire
from zhiyin.ledger.services.commands import Command, Op, Outcome, Status

Answer = TypeVar("Answer")
# PostgreSQL is restarted within that time when it falls over.
PATIENCE_SECONDS = 2.0
PAUSE_SECONDS_MAX = 0.25
BATCH_MAX = 10_000
EXPIRED_BATCH = 500
# Lost races, and a server that shuts down, fell over or is starting: the same ids again are answered with what happened the first time.
_RACES = {"40001", "40P01", "23505"}
_GOING = {"57P01", "57P02", "57P03"}
_STATUSES = tuple(Status)


def post(batch: Sequence[Command]) -> tuple[Outcome, ...]:
    """The batch is judged and committed at once, in a transaction of its own: one outcome per command, in order.

    Units: minor. Never raises for a command that cannot happen: its status says so. Lost races and connections are tried again for two seconds.
    Raises `RuntimeError` inside somebody's transaction (use `post_in`), `DatabaseError` when the database stays away.
    Repeats: the same id and body moves nothing and is answered DUPLICATE; another body KEY_REUSED.
    """
    if connection.in_atomic_block:
        with transaction.atomic(durable=True):
            return _answers(batch)
    return patiently(lambda: _answers(batch))


def patiently(work: Callable[[], Answer]) -> Answer:
    """The work's answer; done again, whole, when it lost a race or its connection, for about two seconds from its first failure.

    For work that commits once however often it is done (its ids are fixed), outside every transaction: the broken connection is closed.
    Raises what the last attempt raised. Repeats: as the work.
    """
    pause, until = 0.005, 0.0
    while True:
        try:
            return work()
        except (DatabaseError, InterfaceError) as error:
            until = until or time.monotonic() + PATIENCE_SECONDS
            if not _worth_repeating(error) or time.monotonic() > until:
                raise
        time.sleep(random.uniform(0.5, 1.5) * pause)  # noqa: S311  spreads the racers; no secret
        pause = min(2 * pause, PAUSE_SECONDS_MAX)


def post_in(batch: Sequence[Command]) -> tuple[Outcome, ...]:
    """As `post`, inside the caller's transaction, as its last statement: business rows and money commit together or not at all.

    Units: minor. The accounts stay locked until the caller commits, so never for accounts that many share at a time.
    Raises `RuntimeError` outside a transaction; `DatabaseError` for a lost race: repeat the whole transaction with the same ids.
    Repeats: as `post`.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("post_in belongs in transaction.atomic(); use post")
    return _answers(batch)


def expire_holds(at: datetime) -> int:
    """Every hold that expires at or before `at` is void and its money free; how many were voided.

    Repeats: a hold is voided once. An expired hold cannot be captured even before this ran.
    """
    voided = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "select id, dr, cr from ledger.hold where state = 0 and expires_at <= %s order by expires_at limit %s", [at, EXPIRED_BATCH]
            )
            due = cursor.fetchall()
        batch = [
            Command(id=derived("hold expired", hold_id), op=Op.VOID, debit=debit, credit=credit, amount_minor=0, ref=hold_id)
            for hold_id, debit, credit in due
        ]
        voided += sum(outcome.status is Status.OK for outcome in post(batch))
        if len(due) < EXPIRED_BATCH:
            return voided


def _answers(batch: Sequence[Command]) -> tuple[Outcome, ...]:
    if not batch:
        return ()
    if len(batch) > BATCH_MAX:
        raise ValueError(f"a batch has at most {BATCH_MAX} commands, not {len(batch)}")
    first = batch[0]
    if len(batch) == 1 and first.op is Op.POST and first.debit != first.credit and first.link is None:
        status, debit, credit, at = wire.one(first)
        return (Outcome(_STATUSES[status], debit, credit, at),)
    arrays = wire.arrays(batch)
    plain = arrays["op"] is None and arrays["link"] is None
    statuses, debits, credits_, moments = wire.many(wire.POST_PLAIN if plain else wire.POST, arrays)
    return tuple(map(Outcome._make, zip(map(_STATUSES.__getitem__, statuses), debits, credits_, moments, strict=True)))


def is_away(error: Exception) -> bool:
    """Whether the error is about the way to the server or its state, not about what was asked. Only a server gives error codes.

    Repeats: the same.
    """
    state = getattr(error.__cause__, "sqlstate", None)
    return state in _GOING or (state is None and isinstance(error, OperationalError | InterfaceError))


def _worth_repeating(error: DatabaseError | InterfaceError) -> bool:
    if is_away(error):
        connection.close()  # Django may have opened a new one already
        return True
    return getattr(error.__cause__, "sqlstate", None) in _RACES
