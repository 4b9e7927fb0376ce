"""Posting, one command at a time and in groups."""

import pytest

from zhiyin.kit.ids import uuid7
from zhiyin.ledger import queries, services
from zhiyin.ledger.services import Command, NewAccount, Op, Status

pytestmark = pytest.mark.django_db


def accounts(count: int, *, floor: int | None = 0, asset: str = "USD") -> tuple[int, ...]:
    return services.open_accounts([NewAccount(path=f"test/{uuid7()}", asset=asset, floor=floor) for _ in range(count)])


def move(debit: int, credit: int, amount: int, **rest) -> Command:
    return Command(id=uuid7(), debit=debit, credit=credit, amount_minor=amount, **rest)


def test_money_moves():
    (issuer,), (mei, shop) = accounts(1, floor=None), accounts(2)
    first, second = services.post([move(issuer, mei, 50_00), move(mei, shop, 12_50)])
    assert (first.status, second.status) == (Status.OK, Status.OK)
    assert queries.balances([mei, shop])[mei].available == 37_50
    assert [e.amount_minor for e in queries.statement(mei, limit=5)] == [-12_50, 50_00]
    h = move(mei, shop, 10_00, op=Op.HOLD)
    assert services.post([h])[0].status == Status.OK
    assert queries.balances([mei])[mei].available == 27_50
    assert services.post([move(mei, shop, 4_00, op=Op.CAPTURE, ref=h.id), move(mei, shop, 0, op=Op.VOID, ref=h.id)])[1].status == Status.OK
    assert queries.balances([mei])[mei].available == 33_50
    p = move(mei, shop, 3_00)
    out = services.post([p, move(shop, mei, 3_00, op=Op.REVERSE, ref=p.id), move(shop, mei, 3_00, op=Op.REVERSE, ref=p.id), p])
    assert [o.status for o in out] == [0, 0, 11, 1]
    assert [o.status for o in services.post([move(mei, shop, 3_00, link=1), move(mei, shop, 3000_00, link=1), move(mei, shop, 1_00)])] == [10, 3, 0]
