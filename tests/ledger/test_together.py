"""Commands of many threads are posted together: each caller has its own answer, and what one sends cannot harm the others."""

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.db import DatabaseError, connection, transaction
from tests.ledger.outage import outage
from tests.ledger.worlds import move, open_some

from zhiyin.ledger import queries, services
from zhiyin.ledger.services import Command, Outcome, Poster, Status, together

pytestmark = pytest.mark.usefixtures("fresh_database")
CALLERS = 16


@pytest.fixture
def poster() -> Iterator[Poster]:
    """Two lanes that end with the test."""
    made = Poster(lanes=2, batch=8)
    yield made
    made.close()


def all_at_once(poster: Poster, commands: list[Command]) -> list[Outcome | Exception]:
    """What each was answered, sent by sixteen threads."""

    def one(command: Command) -> Outcome | Exception:
        try:
            return poster.submit(command)
        except DatabaseError as error:
            return error

    with ThreadPoolExecutor(CALLERS) as pool:
        return list(pool.map(one, commands))


def test_everybody_has_the_answer_to_their_own_command(poster: Poster) -> None:
    (issuer,), people = open_some(1, floor=None), open_some(5)
    commands = [move(issuer, people[amount % 5], amount) for amount in range(1, 301)]

    outcomes = all_at_once(poster, commands)

    assert {outcome.status for outcome in outcomes if isinstance(outcome, Outcome)} == {Status.OK}
    booked = {entry.transfer_id: entry for person in people for entry in queries.statement(person, limit=100)}
    assert [booked[command.id].balance_minor for command in commands] == [
        outcome.credit_balance for outcome in outcomes if isinstance(outcome, Outcome)
    ]
    assert queries.verify().problems == ()


def test_a_command_that_many_send_happens_once(poster: Poster) -> None:
    (issuer,), (mei,) = open_some(1, floor=None), open_some(1)
    once = move(issuer, mei, 7)

    outcomes = all_at_once(poster, [once] * 40 + [replace(once, amount_minor=8)] * 10)

    statuses = Counter(outcome.status for outcome in outcomes if isinstance(outcome, Outcome))
    assert statuses[Status.OK] == 1
    assert statuses[Status.DUPLICATE] + statuses[Status.KEY_REUSED] == 49
    assert queries.balances([mei])[mei].posted in (7, 8)


def test_the_last_money_is_spent_once(poster: Poster) -> None:
    (issuer,), (mei, shop) = open_some(1, floor=None), open_some(2)
    services.post([move(issuer, mei, 100)])

    outcomes = all_at_once(poster, [move(mei, shop, 30) for _ in range(30)])

    assert Counter(outcome.status for outcome in outcomes if isinstance(outcome, Outcome)) == {Status.OK: 3, Status.INSUFFICIENT: 27}
    assert queries.balances([mei])[mei].posted == 10


def test_what_the_database_cannot_read_harms_nobody_else(poster: Poster) -> None:
    (issuer,), (mei,) = open_some(1, floor=None), open_some(1)
    poison = move(issuer, mei, 2**80)

    outcomes = all_at_once(poster, [move(issuer, mei, 1) for _ in range(20)] + [poison] + [move(issuer, mei, 1) for _ in range(20)])

    assert isinstance(outcomes.pop(20), DatabaseError)
    assert {outcome.status for outcome in outcomes if isinstance(outcome, Outcome)} == {Status.OK}
    assert queries.balances([mei])[mei].posted == 40


def test_a_server_that_falls_over_costs_nobody_an_answer(poster: Poster) -> None:
    (issuer,), (mei,) = open_some(1, floor=None), open_some(1)
    commands = [move(issuer, mei, 1) for _ in range(400)]

    with outage(0.5):
        outcomes = all_at_once(poster, commands)

    told = [command for command, outcome in zip(commands, outcomes, strict=True) if isinstance(outcome, Outcome)]
    assert len(told) == 400
    connection.close()  # this thread's own was cut too
    assert queries.balances([mei])[mei].posted == 400


def test_what_was_submitted_is_answered_before_the_lanes_end() -> None:
    (issuer,), (mei,) = open_some(1, floor=None), open_some(1)
    poster, answers = Poster(lanes=1, batch=2), list[Outcome]()
    callers = [threading.Thread(target=lambda: answers.append(poster.submit(move(issuer, mei, 1)))) for _ in range(10)]
    for caller in callers:
        caller.start()

    for caller in callers:
        caller.join()
    poster.close()

    assert [answer.status for answer in answers] == [Status.OK] * 10


def test_the_process_has_a_poster_of_its_own_and_none_inside_a_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "_the", {})
    (issuer,), (mei,) = open_some(1, floor=None), open_some(1)

    assert services.submit(move(issuer, mei, 5)).status is Status.OK
    assert services.submit(replace(move(issuer, mei, 5), debit=10**12)).status is Status.UNKNOWN_ACCOUNT
    with transaction.atomic(), pytest.raises(RuntimeError, match="post_in"):
        services.submit(move(issuer, mei, 5))
    assert not connection.in_atomic_block
