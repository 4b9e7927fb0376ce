"""A backup brought back on another server: the journal keeps its order, and nobody can change them after that either."""

import pytest
from django.db import DatabaseError, connection, transaction
from tests.ledger.worlds import move, open_some

from zhiyin.ledger import queries, services
from zhiyin.site import database

pytestmark = pytest.mark.django_db
ORDER = "select id from ledger.transfer order by xid, at, id"


def _rows(statement: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall()) if cursor.description else []


def _from_a_server_further_on() -> None:
    for statement in (
        "reset role",
        "alter table ledger.transfer disable trigger journal_only_grows",
        "update ledger.transfer set xid = ((xid::text)::bigint + 10000000)::text::xid8",
        "alter table ledger.transfer enable trigger journal_only_grows",
    ):
        _rows(statement)


def test_what_is_posted_after_moving_in_comes_after_what_was_posted_before() -> None:
    accounts = open_some(2, floor=None)
    services.post_in([move(*accounts, amount) for amount in (1, 2, 3)])
    before = _rows(ORDER)
    _from_a_server_further_on()

    database.move_in()
    services.post_in([later := move(*accounts, 4)])

    assert _rows(ORDER) == [*before, (later.id,)]
    assert queries.verify().problems == ()


def test_the_journal_only_grows_after_moving_in() -> None:
    services.post_in([move(*open_some(2, floor=None), 5)])
    _from_a_server_further_on()
    database.move_in()

    with pytest.raises(DatabaseError, match="never changed or removed"), transaction.atomic():
        _rows("update ledger.transfer set kind = kind")
