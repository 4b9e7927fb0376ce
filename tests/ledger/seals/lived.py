"""A journal with a line of every kind in it, committed and sealed."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from tests.ledger.worlds import FAR_AHEAD, move, open_some

from zhiyin.kit.ids import uuid7
from zhiyin.ledger import services
from zhiyin.ledger.seals import services as seals
from zhiyin.ledger.services import NewAccount, Op

AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Lived:
    """Whose accounts are in it, two of its lines, and the owners of mei's and the shop's account."""

    mei: int
    shop: int
    payment: UUID
    hold: UUID
    persons: tuple[UUID, UUID]


def every_kind() -> Lived:
    """Payments, a back-dated one, one with meta, a hold and what became of it, something given back, and changes of limits."""
    persons = (uuid7(), uuid7())
    (issuer,), (mei, shop) = (
        open_some(1, floor=None),
        services.open_accounts([NewAccount(path=f"of/{one}", asset="USD", owner=one) for one in persons]),
    )
    payment, hold, gone = move(mei, shop, 10_00), move(mei, shop, 20_00, op=Op.HOLD, expires_at=FAR_AHEAD), move(mei, shop, 1_00, op=Op.HOLD)
    services.post([move(issuer, mei, 100_00, meta={"from": "card", "n": 7}), payment, hold])
    services.post([move(mei, shop, 5_00, op=Op.CAPTURE, ref=hold.id), move(shop, mei, 4_00, op=Op.REVERSE, ref=payment.id)])
    services.post([gone, move(mei, shop, 0, op=Op.VOID, ref=gone.id)])
    services.post([move(mei, shop, 1, link=1, effective_at=AT), move(mei, issuer, 2, link=1)])
    services.set_floor(mei, -5, key=uuid7(), at=AT)
    services.set_ceiling(mei, 500_00, key=uuid7(), at=AT)
    services.freeze(shop, key=uuid7(), at=AT)
    services.unfreeze(shop, key=uuid7(), at=AT)
    return Lived(mei, shop, payment.id, hold.id, persons)


def seal_all(*, limit: int = 10_000, at: datetime = AT) -> int:
    """As the worker does, until there is nothing left; how many lines."""
    total = 0
    while sealed := seals.seal(at, limit=limit):
        total += sealed
    return total


def told(statement: str) -> list[tuple[Any, ...]]:
    """The rows of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall()) if cursor.description else []


def as_owner_without_guards() -> None:
    """From here on this connection may spoil everything, in a transaction or not."""
    told("reset role")
    told("set session_replication_role = replica")
