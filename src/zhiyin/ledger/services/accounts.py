"""Opening accounts and changing their limits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from zhiyin.kit.errors import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """An account to open. `floor`/`ceiling` in minor units bound the balance; None: no bound (a system account's floor)."""

    path: str
    asset: str
    owner: UUID | None = None
    floor: int | None = 0
    ceiling: int | None = None


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


def set_floor(account_id: int, floor_minor: int | None, *, key: UUID, at: datetime) -> None:
    """Posted − held of the account cannot fall below the floor from now on (None: no floor).

    Raises `LimitRefused` when it is below already; `DatabaseError` for a key of another change (a programmer's error).
    Repeats: the same key changes nothing.
    """
    _change(account_id, kind=5, value=floor_minor, key=key, at=at)


def set_ceiling(account_id: int, ceiling_minor: int | None, *, key: UUID, at: datetime) -> None:
    """The account's balance cannot rise above the ceiling from now on (None: no ceiling).

    Raises `LimitRefused` when it is above already; `DatabaseError` as `set_floor`. Repeats: the same key changes nothing.
    """
    _change(account_id, kind=6, value=ceiling_minor, key=key, at=at)


def freeze(account_id: int, *, key: UUID, at: datetime) -> None:
    """Nothing enters, leaves or is held on the account until `unfreeze`; holds may still be freed. Repeats: nothing more happens."""
    _change(account_id, kind=7, value=None, key=key, at=at)


def unfreeze(account_id: int, *, key: UUID, at: datetime) -> None:
    """The account takes part again. Repeats: nothing more happens."""
    _change(account_id, kind=8, value=None, key=key, at=at)


def _change(account_id: int, *, kind: int, value: int | None, key: UUID, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select ledger.change_account(%s, %s, %s::smallint, %s, %s)", [key, account_id, kind, value, at])
        if not cursor.fetchone()[0]:
            raise LimitRefused(account=account_id, limit_minor=value)
