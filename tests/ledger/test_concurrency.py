"""Eight clients at once, with ids they share and retries: committed for real, in a database of its own."""

import random
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, OperationalError, connection, connections, transaction
from tests.ledger.outage import outage
from tests.ledger.worlds import move, open_some

from zhiyin.kit.ids import uuid7
from zhiyin.ledger import queries, services
from zhiyin.ledger.services import Command, Op, Outcome, Status

CLIENTS = 8
BATCHES = 60


def scene() -> tuple[list[Command], list[Command]]:
    """Twelve accounts with a little money, and commands that fight for it; what they follow up is posted already."""
    (issuer,), people = open_some(1, floor=None), open_some(11)
    draw = random.Random(11)
    services.post([move(issuer, person, 300) for person in people])
    holds = [move(*draw.sample(people, 2), draw.randint(5, 20), op=Op.HOLD) for _ in range(40)]
    origins = [move(issuer, draw.choice(people), 30) for _ in range(40)]
    services.post(holds + origins)
    plain = [move(*draw.sample((issuer, *people), 2), draw.randint(1, 90)) for _ in range(1500)]
    captures = [move(h.debit, h.credit, draw.randint(1, 20), op=draw.choice((Op.CAPTURE, Op.CAPTURE, Op.VOID)), ref=h.id) for h in holds * 6]
    backs = [move(o.credit, o.debit, draw.randint(5, 30), op=Op.REVERSE, ref=o.id) for o in origins * 6]
    forged = [replace(command, debit=command.credit, credit=command.debit) for command in draw.sample(plain, 60)]
    commands = plain + captures + backs + forged
    draw.shuffle(commands)
    return commands, holds + origins


def client(seed: int, commands: list[Command]) -> list[tuple[Command, Outcome]]:
    """One client's batches; a tenth of what it sends are others' commands too, and a third of its batches are sent twice."""
    draw, seen = random.Random(seed), list[tuple[Command, Outcome]]()
    own = commands[seed::CLIENTS]
    try:
        for _ in range(BATCHES):
            batch = draw.sample(own, draw.choice((1, 1, 4, 20))) + [command for command in draw.sample(commands, 2) if draw.random() < 0.5]
            for _ in range(1 + (draw.random() < 0.3)):
                seen += zip(batch, services.post(batch), strict=True)
    finally:
        connections.close_all()
    return seen


def at_once(commands: list[Command]) -> list[tuple[Command, Outcome]]:
    """What all clients together were answered."""
    with ThreadPoolExecutor(CLIENTS) as pool:
        return [answer for answers in pool.map(lambda seed: client(seed, commands), range(CLIENTS)) for answer in answers]


@pytest.fixture
def answers(fresh_database: str) -> list[tuple[Command, Outcome]]:
    return at_once(scene()[0])


def test_clients_who_share_ids_and_retry_move_money_once(answers: list[tuple[Command, Outcome]]) -> None:
    done: Counter[UUID] = Counter(command.id for command, outcome in answers if outcome.status is Status.OK)
    moments: dict[UUID, set[datetime | None]] = {}
    for command, outcome in answers:
        if outcome.status in (Status.OK, Status.DUPLICATE):
            moments.setdefault(command.id, set()).add(outcome.at)

    assert set(done.values()) == {1}
    assert {len(at) for at in moments.values()} == {1}
    assert set(moments) == set(done)
    assert {Status.DUPLICATE, Status.KEY_REUSED, Status.INSUFFICIENT, Status.HOLD_NOT_OPEN, Status.ALREADY_REVERSED} <= {o.status for _, o in answers}
    report = queries.verify()
    assert report.problems == ()
    assert report.transfers == len(done) + 11 + 80


@pytest.mark.usefixtures("answers")
def test_clients_never_deadlock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select deadlocks, xact_commit from pg_stat_database where datname = current_database()")
        deadlocks, commits = cursor.fetchone()

    assert deadlocks == 0
    assert commits > CLIENTS * BATCHES


def test_pages_and_past_balances_agree_with_what_concurrent_clients_left(answers: list[tuple[Command, Outcome]]) -> None:
    for account in sorted({command.debit for command, _ in answers})[:4]:
        whole = queries.statement(account, limit=10_000)
        read: list[queries.Entry] = []
        while page := queries.statement(account, before=read[-1].booked_at if read else None, limit=13):
            read += page
        assert tuple(read) == whole
        assert [queries.balance_at(account, entry.booked_at) for entry in whole[::17]] == [entry.balance_minor for entry in whole[::17]]


@pytest.mark.usefixtures("fresh_database")
def test_one_id_racing_over_different_accounts_is_applied_once() -> None:
    accounts = open_some(2 * CLIENTS, floor=None)
    for _ in range(40):
        key = uuid7()
        race = [move(accounts[2 * n], accounts[2 * n + 1], 5, id=key) for n in range(CLIENTS)]
        with ThreadPoolExecutor(CLIENTS) as pool:
            statuses = Counter(pool.map(alone, race))
        assert statuses == {Status.OK: 1, Status.KEY_REUSED: CLIENTS - 1}
    assert queries.verify().problems == ()


def alone(command: Command) -> Status:
    try:
        return services.post([command])[0].status
    finally:
        connections.close_all()


@pytest.mark.usefixtures("fresh_database")
def test_a_hold_that_expires_while_it_is_captured_is_captured_or_free() -> None:
    (issuer,), (mei, shop) = open_some(1, floor=None), open_some(2)
    services.post([move(issuer, mei, 400)])
    soon = datetime.now(UTC) + timedelta(milliseconds=60)
    holds = [move(mei, shop, 2, op=Op.HOLD, expires_at=soon + timedelta(milliseconds=number)) for number in range(100)]
    assert {outcome.status for outcome in services.post(holds)} == {Status.OK}
    captures = [move(mei, shop, 2, op=Op.CAPTURE, ref=hold.id) for hold in holds]
    is_over = threading.Event()

    with ThreadPoolExecutor(3) as pool:
        freeing = [pool.submit(freed_until, is_over) for _ in range(2)]
        captured = list(pool.map(alone, captures)).count(Status.OK)
        is_over.set()
    services.expire_holds(soon + timedelta(seconds=1))

    assert sum(each.result() for each in freeing) <= 100 - captured
    assert (queries.balances([mei])[mei].available, queries.balances([shop])[shop].posted) == (400 - 2 * captured, 2 * captured)
    assert queries.verify().problems == ()


def freed_until(is_over: threading.Event) -> int:
    """How many holds the job freed, again and again by the clock."""
    freed = 0
    try:
        while not is_over.is_set():
            freed += services.expire_holds(datetime.now(UTC))
    finally:
        connections.close_all()
    return freed


@pytest.mark.usefixtures("fresh_database")
def test_posting_inside_the_callers_transaction_stands_and_falls_with_it() -> None:
    command = move(*open_some(2, floor=None), 5)
    with pytest.raises(RuntimeError):
        services.post_in([command])
    with transaction.atomic():
        services.post_in([command])
        transaction.set_rollback(True)

    with transaction.atomic():
        assert services.post_in([command])[0].status is Status.OK
    with pytest.raises(RuntimeError), transaction.atomic():
        services.post([command])


@pytest.mark.usefixtures("fresh_database")
@pytest.mark.parametrize("seconds", [0.0, 0.8])
def test_a_database_that_is_gone_for_a_moment_is_waited_for(seconds: float) -> None:
    command = move(*open_some(2, floor=None), 5)
    services.post([move(command.debit, command.credit, 1)])

    with outage(seconds):
        assert services.post([command])[0].status is Status.OK

    assert queries.verify().transfers == 2


@pytest.mark.usefixtures("fresh_database")
def test_a_database_that_stays_away_is_given_up_after_two_seconds() -> None:
    command = move(*open_some(2, floor=None), 5)

    with outage(4):
        began = time.monotonic()
        with pytest.raises(OperationalError):
            services.post([command])
        assert 1.5 < time.monotonic() - began < 3.5


@pytest.mark.usefixtures("fresh_database")
def test_what_cannot_succeed_is_not_tried_again() -> None:
    tried: list[int] = []

    def divide() -> None:
        tried.append(1)
        with connection.cursor() as cursor:
            cursor.execute("select 1 / 0")

    with pytest.raises(DatabaseError, match="division by zero"):
        services.patiently(divide)
    assert len(tried) == 1


@pytest.mark.usefixtures("fresh_database")
def test_a_batch_outside_read_committed_is_refused() -> None:
    pair = open_some(2, floor=None)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("set transaction isolation level repeatable read")
        with pytest.raises(DatabaseError, match="READ COMMITTED"):
            services.post_in([move(*pair, 5), move(*pair, 5)])
        transaction.set_rollback(True)
