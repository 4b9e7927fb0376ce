"""What changes the ledger: opening accounts, posting batches, changing an account's limits."""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction

from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import derived
from zhiyin.ledger import wire

Answer = TypeVar("Answer")
# PostgreSQL is restarted within that time when it falls over.
PATIENCE_SECONDS = 2.0
PAUSE_SECONDS_MAX = 0.25
BATCH_MAX = 10_000
EXPIRED_BATCH = 500
# Lost races, and a server that shuts down, fell over or is starting: the same ids again are answered with what happened the first time.
_RACES = {"40001", "40P01", "23505"}
_GOING = {"57P01", "57P02", "57P03"}


class Op(IntEnum):
    """What a command does. CAPTURE and VOID name their hold in `ref`, REVERSE its transfer."""

    POST = 0
    HOLD = 1
    CAPTURE = 2
    VOID = 3
    REVERSE = 4


class Status(IntEnum):
    """What became of a command. Only OK moved anything; DUPLICATE repeats the first answer."""

    OK = 0
    DUPLICATE = 1
    INVALID = 2
    INSUFFICIENT = 3
    UNKNOWN_ACCOUNT = 4
    ASSET_MISMATCH = 5
    FROZEN = 6
    KEY_REUSED = 7
    CEILING = 8
    HOLD_NOT_OPEN = 9
    LINK_FAILED = 10
    ALREADY_REVERSED = 11


_STATUSES = tuple(Status)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """An account to open. `floor`/`ceiling` in minor units bound the balance; None: no bound (a system account's floor)."""

    path: str
    asset: str
    owner: UUID | None = None
    floor: int | None = 0
    ceiling: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One two-leg command; `id` is made by the client and is its idempotency key for ever.

    Money leaves `debit` and enters `credit` (a capture repeats its hold's two accounts, a reversal has its transfer's swapped).
    Commands beside each other with the same `link` happen together or not at all. A VOID's amount is not looked at: it frees all that is left.
    `effective_at` back-dates an entry; `expires_at` is a hold's. `meta` is kept and never read.
    """

    id: UUID
    op: Op = Op.POST
    debit: int
    credit: int
    amount_minor: int
    code: int = 0
    ref: UUID | None = None
    link: int | None = None
    effective_at: datetime | None = None
    expires_at: datetime | None = None
    meta: dict[str, Any] | None = None


class Outcome(NamedTuple):
    """The answer to one command. Balances (minor units, just after it) and `at` (booked) are given for OK and DUPLICATE, else None.

    A named tuple, because a batch makes a thousand at a time: a frozen dataclass takes four times as long.
    """

    status: Status
    debit_balance: int | None
    credit_balance: int | None
    at: datetime | None


class LimitRefused(Refusal):
    """The account's balance is already beyond the limit asked for."""

    code = "limit_beyond_balance"


def open_accounts(specs: Sequence[NewAccount]) -> tuple[int, ...]:
    """The accounts of these paths exist; their ids, in order.

    Units: minor. Raises `django.db.DatabaseError` for an unknown asset or a path that is open in another one (a programmer's error).
    Repeats: the same path answers the same id and keeps the limits it has.
    """
    if not specs:
        return ()
    with connection.cursor() as cursor:
        cursor.execute(
            "select ledger.open_accounts(%s::text[], %s::text[], %s::uuid[], %s::bigint[], %s::bigint[])",
            [
                [spec.path for spec in specs],
                [spec.asset for spec in specs],
                [spec.owner for spec in specs],
                [spec.floor for spec in specs],
                [spec.ceiling for spec in specs],
            ],
        )
        return tuple(cursor.fetchone()[0])


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


def set_floor(account_id: int, floor_minor: int | None, *, key: UUID, at: datetime) -> None:
    """Posted − held of the account cannot fall below the floor from now on (None: no floor).

    Raises `LimitRefused` when it is below already. Repeats: the same key changes nothing.
    """
    _change(account_id, kind=5, value=floor_minor, key=key, at=at)


def set_ceiling(account_id: int, ceiling_minor: int | None, *, key: UUID, at: datetime) -> None:
    """The account's balance cannot rise above the ceiling from now on (None: no ceiling).

    Raises `LimitRefused` when it is above already. Repeats: the same key changes nothing.
    """
    _change(account_id, kind=6, value=ceiling_minor, key=key, at=at)


def freeze(account_id: int, *, key: UUID, at: datetime) -> None:
    """Nothing enters, leaves or is held on the account until `unfreeze`; holds may still be freed. Repeats: nothing more happens."""
    _change(account_id, kind=7, value=None, key=key, at=at)


def unfreeze(account_id: int, *, key: UUID, at: datetime) -> None:
    """The account takes part again. Repeats: nothing more happens."""
    _change(account_id, kind=8, value=None, key=key, at=at)


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


def _change(account_id: int, *, kind: int, value: int | None, key: UUID, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select ledger.change_account(%s, %s, %s::smallint, %s, %s)", [key, account_id, kind, value, at])
        if not cursor.fetchone()[0]:
            raise LimitRefused(account=account_id, limit_minor=value)


def _answers(batch: Sequence[Command]) -> tuple[Outcome, ...]:
    if not batch:
        return ()
    if len(batch) > BATCH_MAX:
        raise ValueError(f"a batch has at most {BATCH_MAX} commands, not {len(batch)}")
    first = batch[0]
    if len(batch) == 1 and first.op is Op.POST and first.debit != first.credit and first.link is None:
        status, debit, credit, at = wire.call(wire.POST_ONE, wire.values(first))
        return (Outcome(_STATUSES[status], debit, credit, at),)
    arrays = wire.arrays(batch)
    plain = arrays["op"] is None and arrays["link"] is None
    statuses, debits, credits_, moments = wire.call(wire.POST_PLAIN if plain else wire.POST, arrays)
    return tuple(map(Outcome._make, zip(map(_STATUSES.__getitem__, statuses), debits, credits_, moments, strict=True)))


def _worth_repeating(error: DatabaseError | InterfaceError) -> bool:
    # Only a server gives states: an error without one is about the way to it. Django may have opened a new connection already.
    state = getattr(error.__cause__, "sqlstate", None)
    if state in _GOING or (state is None and isinstance(error, OperationalError | InterfaceError)):
        connection.close()
        return True
    return state in _RACES
