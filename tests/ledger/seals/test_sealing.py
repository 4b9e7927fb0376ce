"""Every line gets one seal, in the order of commits, whoever else is at it."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, connections, transaction
from tests.ledger.seals.lived import AT, every_kind, seal_all, told
from tests.ledger.worlds import move, open_some

from zhiyin.kit.ids import uuid7
from zhiyin.ledger import services
from zhiyin.ledger.seals import queries, tree
from zhiyin.ledger.seals import services as seals
from zhiyin.site.launch import checks

pytestmark = pytest.mark.usefixtures("fresh_database")
LINES = "select count(*) from ledger.line"
ORDER = "select l.ref from ledger.leaf l order by l.pos"


def test_every_line_of_every_kind_is_sealed_once() -> None:
    every_kind()

    assert seal_all() == told(LINES)[0][0] == 13
    assert queries.verify().problems == ()
    assert told(ORDER) == told("select id from ledger.line order by xid, at, id")


def test_sealing_again_changes_nothing() -> None:
    every_kind()
    seal_all()
    before = told("select * from ledger.tree_head")

    assert seals.seal(AT + timedelta(seconds=1)) == 0
    assert told("select * from ledger.tree_head") == before


@pytest.mark.parametrize("limit", [1, 2, 5])
def test_in_however_many_rounds_the_last_head_is_the_same_tree(limit: int) -> None:
    every_kind()

    seal_all(limit=limit)

    newest = queries.head()
    assert newest
    assert newest.size == 13
    assert queries.verify().problems == ()
    assert len(queries.heads()) == -(-13 // limit)


def test_nothing_is_sealed_that_an_open_transaction_can_still_come_before() -> None:
    a, b = open_some(2, floor=None)
    posted, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            services.post_in([move(a, b, 1)])
            posted.set()
            go_on.wait(10)
        connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        slowly = pool.submit(slow)
        posted.wait(10)
        services.post([quick := move(*open_some(2, floor=None), 2)])
        assert seals.seal(AT) == 0
        go_on.set()
        slowly.result()

    assert seals.seal(AT) == 2
    assert told(ORDER)[1] == (quick.id,)


def test_several_workers_beside_traffic_seal_every_line_once() -> None:
    accounts = open_some(8, floor=None)
    over = threading.Event()

    def pay(lane: int) -> None:
        for amount in range(1, 26):
            services.post([move(accounts[lane], accounts[(lane + amount) % 7 + 1 if (lane + amount) % 7 + 1 != lane else 0], amount)])
        connections.close_all()

    def work() -> None:
        while not over.is_set():
            try:
                seals.seal(AT, limit=7)
            except DatabaseError:
                connection.close()
                raise
        connections.close_all()

    with ThreadPoolExecutor(7) as pool:
        workers = [pool.submit(work) for _ in range(3)]
        list(pool.map(pay, range(4)))
        over.set()
        for worker in workers:
            worker.result()

    seal_all()
    assert queries.verify().problems == ()
    assert told("select count(*), max(pos) from ledger.leaf") == [(100, 99)]


def test_a_restored_journal_is_sealed_on_from_where_it_was_and_nothing_twice() -> None:
    lived = every_kind()
    seal_all()
    services.post([move(lived.mei, lived.shop, 3)])
    told("reset role")
    for statement in (
        "alter table ledger.transfer disable trigger journal_only_grows",
        "alter table ledger.account_change disable trigger journal_only_grows",
        "update ledger.transfer set xid = '1'",
        "update ledger.account_change set xid = '1'",
        "alter table ledger.transfer enable trigger journal_only_grows",
        "alter table ledger.account_change enable trigger journal_only_grows",
        "update ledger.sealer set server = 'another', xid = '99999999'",
    ):
        told(statement)
    connection.close()

    assert seal_all(limit=4) == 1
    services.post([move(lived.mei, lived.shop, 4)])
    assert seal_all() == 1
    assert queries.verify().problems == ()


def test_a_transfer_and_a_change_of_one_id_are_both_sealed() -> None:
    a, b = open_some(2, floor=None)
    key = uuid7()
    services.post([move(a, b, 5, id=key)])
    services.set_ceiling(a, 10, key=key, at=AT)

    assert seal_all() == 2
    assert queries.verify().problems == ()


def test_whoever_comes_second_adds_nothing() -> None:
    every_kind()
    seals.seal(AT, limit=3)

    with pytest.raises(DatabaseError, match="does not end at"), connection.cursor() as cursor:
        cursor.execute(
            """select ledger.seal(2, array[gen_random_uuid()], array[false], array[0]::smallint[], array[0]::bigint[],
            array[decode(repeat('00', 96), 'hex')], now(), 'x', '', '', '', '')"""
        )


@pytest.mark.parametrize("table", ["leaf", "tree_head", "tile"])
def test_even_the_owner_does_not_rewrite_seals_by_accident(table: str) -> None:
    every_kind()
    seal_all()
    told("reset role")
    column = {"leaf": "pos", "tree_head": "size", "tile": "hashes"}[table]
    value = {"leaf": "pos + 1", "tree_head": "size + 1", "tile": "set_byte(hashes, 5, 7)"}[table]

    for statement in (f"update ledger.{table} set {column} = {value}", f"delete from ledger.{table}"):
        with pytest.raises(DatabaseError, match=r"journal|only grows"):
            told(statement)
    told("set role zhiyin_app")
    with pytest.raises(DatabaseError, match="permission denied"):
        told(f"delete from ledger.{table}")


def test_the_doctor_sees_that_nobody_seals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "BACKLOG_AGE_MAX", timedelta(0))
    assert checks._seals().ok

    services.post([move(*open_some(2, floor=None), 1)])
    assert not checks._seals().ok
    assert "wait for their seal since" in checks._seals().says

    seal_all()
    assert checks._seals().ok


def test_heads_follow_from_one_another() -> None:
    every_kind()
    seal_all(limit=3)
    sizes = [head.size for head in queries.heads()]

    assert sizes == [13, 12, 9, 6, 3]
    assert [head.size for head in queries.heads(below=9, limit=1)] == [6]
    assert len(queries.consistency(3, 13)) > 0
    assert queries.consistency(13, 13) == ""
    assert queries.head(7) is None
    assert all(head.holds for head in queries.heads())
    assert queries.heads()[-1].root == tree.root(tree.kept(lambda level, index: bytes(_tile(level, index))), 3)


def _tile(level: int, index: int) -> bytes:
    return bytes(told(f"select hashes from ledger.tile where level = {level} and idx = {index}")[0][0])
