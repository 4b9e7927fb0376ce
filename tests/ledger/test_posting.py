"""Posting, one story at a time; test_model.py meets the rest."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django import DjangoAssertNumQueries
from tests.ledger.worlds import move, open_some

from zhiyin.kit.ids import uuid7
from zhiyin.kit.money import ASSETS, FIXED
from zhiyin.ledger import queries, services
from zhiyin.ledger.services import NewAccount, Op, Status
from zhiyin.outbox.listening import JOBS

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def funded() -> tuple[int, int]:
    """Mei with 100.00 and a shop with nothing."""
    (issuer,), (mei, shop) = open_some(1, floor=None), open_some(2)
    services.post([move(issuer, mei, 100_00)])
    return mei, shop


def test_a_transfer_moves_money_and_answers_both_balances(funded: tuple[int, int]) -> None:
    mei, shop = funded

    outcome = services.post([move(mei, shop, 12_50)])[0]

    assert (outcome.status, outcome.debit_balance, outcome.credit_balance) == (Status.OK, 87_50, 12_50)
    assert queries.balances([mei])[mei].available == 87_50
    assert queries.balances([shop])[shop].asset == "USD"


def test_the_same_key_and_content_moves_money_once_and_repeats_its_answer(funded: tuple[int, int]) -> None:
    command = move(*funded, 10_00)

    first, second, third = services.post([command])[0], services.post([command])[0], services.post([command, command])[1]

    assert second.status is third.status is Status.DUPLICATE
    assert (first.debit_balance, first.at) == (second.debit_balance, second.at) == (third.debit_balance, third.at) == (90_00, first.at)


def test_the_same_key_with_another_content_is_refused(funded: tuple[int, int]) -> None:
    key = uuid7()
    services.post([move(*funded, 10_00, id=key)])

    assert services.post([move(*funded, 10_01, id=key)])[0].status is Status.KEY_REUSED
    assert queries.balances(funded)[funded[0]].posted == 90_00


def test_a_hold_takes_from_what_is_available_and_a_capture_may_be_partial(funded: tuple[int, int]) -> None:
    mei, shop = funded
    hold = move(mei, shop, 60_00, op=Op.HOLD)
    services.post([hold])

    assert services.post([move(mei, shop, 40_01)])[0].status is Status.INSUFFICIENT
    assert services.post([move(mei, shop, 25_00, op=Op.CAPTURE, ref=hold.id)])[0].status is Status.OK
    assert (queries.balances([mei])[mei].posted, queries.balances([mei])[mei].held) == (75_00, 35_00)
    assert services.post([move(mei, shop, 0, op=Op.VOID, ref=hold.id)])[0].status is Status.OK
    assert services.post([move(mei, shop, 1, op=Op.CAPTURE, ref=hold.id)])[0].status is Status.HOLD_NOT_OPEN
    assert queries.balances([mei])[mei].available == 75_00


def test_an_expired_hold_cannot_be_captured_and_the_job_frees_it_once(funded: tuple[int, int]) -> None:
    mei, shop = funded
    hold = move(mei, shop, 60_00, op=Op.HOLD, expires_at=NOW - timedelta(days=365))
    services.post([hold, move(mei, shop, 5_00, op=Op.HOLD)])

    assert services.post([move(mei, shop, 1, op=Op.CAPTURE, ref=hold.id)])[0].status is Status.HOLD_NOT_OPEN
    assert (services.expire_holds(NOW), services.expire_holds(NOW)) == (1, 0)
    assert queries.balances([mei])[mei].available == 95_00


def test_the_worker_frees_expired_holds(funded: tuple[int, int]) -> None:
    services.post([move(*funded, 60_00, op=Op.HOLD, expires_at=NOW - timedelta(days=365))])

    next(job for job in JOBS.values() if job.name == "ledger.free_expired_holds").run(NOW)

    assert queries.balances(funded)[funded[0]].held == 0


def test_a_transfer_is_given_back_at_most_once(funded: tuple[int, int]) -> None:
    mei, shop = funded
    payment = move(mei, shop, 10_00)
    services.post([payment])
    backs = [move(shop, mei, amount, op=Op.REVERSE, ref=payment.id) for amount in (4_00, 6_00, 1)]

    assert [outcome.status for outcome in services.post(backs)] == [Status.OK, Status.OK, Status.ALREADY_REVERSED]
    assert queries.balances([mei])[mei].posted == 100_00


def test_a_reversal_respects_the_floor_of_who_gives_back(funded: tuple[int, int]) -> None:
    mei, shop = funded
    payment = move(mei, shop, 10_00)
    services.post([payment, move(shop, mei, 5_00)])

    assert services.post([move(shop, mei, 10_00, op=Op.REVERSE, ref=payment.id)])[0].status is Status.INSUFFICIENT


def test_linked_commands_happen_together_or_not_at_all(funded: tuple[int, int]) -> None:
    mei, shop = funded

    outcomes = services.post([move(mei, shop, 1_00, link=1), move(mei, shop, 1000_00, link=1), move(shop, mei, 1, link=1), move(mei, shop, 2_00)])

    assert [outcome.status for outcome in outcomes] == [Status.LINK_FAILED, Status.INSUFFICIENT, Status.LINK_FAILED, Status.OK]
    assert queries.balances([shop])[shop].posted == 2_00


def test_floors_ceilings_and_freezing_hold_from_the_moment_they_are_set(funded: tuple[int, int]) -> None:
    mei, shop = funded
    services.set_floor(mei, 95_00, key=uuid7(), at=NOW)
    services.set_ceiling(shop, 3_00, key=uuid7(), at=NOW)

    assert services.post([move(mei, shop, 5_01)])[0].status is Status.INSUFFICIENT
    assert services.post([move(mei, shop, 3_01)])[0].status is Status.CEILING
    services.freeze(shop, key=uuid7(), at=NOW)
    assert services.post([move(mei, shop, 1_00)])[0].status is Status.FROZEN
    services.unfreeze(shop, key=uuid7(), at=NOW)
    assert services.post([move(mei, shop, 1_00)])[0].status is Status.OK


def test_a_floor_above_the_balance_is_refused_and_a_change_happens_once(funded: tuple[int, int]) -> None:
    mei, key = funded[0], uuid7()
    with pytest.raises(services.LimitRefused):
        services.set_floor(mei, 100_01, key=uuid7(), at=NOW)

    for _ in range(2):
        services.set_floor(mei, 10, key=key, at=NOW)

    assert (queries.balances([mei])[mei].floor, queries.verify().changes) == (10, 1)


def test_a_key_of_one_change_cannot_ask_for_another(funded: tuple[int, int]) -> None:
    (mei, shop), key = funded, uuid7()
    services.freeze(mei, key=key, at=NOW)

    others = (
        partial(services.unfreeze, mei, key=key, at=NOW),
        partial(services.freeze, shop, key=key, at=NOW),
        partial(services.set_floor, mei, 10, key=key, at=NOW),
    )
    for other in others:
        with pytest.raises(DatabaseError, match="another one"), transaction.atomic():
            other()

    assert (queries.balances([mei])[mei].frozen, queries.balances([shop])[shop].frozen) == (True, False)


def test_assets_do_not_mix(funded: tuple[int, int]) -> None:
    (yuan,) = open_some(1, asset="CNY")

    assert services.post([move(funded[0], yuan, 1_00)])[0].status is Status.ASSET_MISMATCH


def test_an_account_is_opened_once_for_a_path() -> None:
    path = f"once/{uuid7()}"
    first, again, twin = services.open_accounts([NewAccount(path=path, asset="USD", floor=-5), *[NewAccount(path=path, asset="USD")] * 2])

    assert first == again == twin == services.open_accounts([NewAccount(path=path, asset="USD")])[0]
    assert queries.balances([first])[first].floor == -5


def test_a_back_dated_entry_keeps_its_place_in_the_book(funded: tuple[int, int]) -> None:
    mei, shop = funded
    services.post([move(mei, shop, 1_00, effective_at=NOW - timedelta(days=30))])

    latest = queries.statement(mei, limit=1)[0]

    assert latest.at == NOW - timedelta(days=30)
    assert (latest.n, latest.amount_minor, latest.balance_minor) == (2, -1_00, 99_00)


def test_every_asset_of_the_product_is_known_to_the_ledger() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select code, scale from ledger.asset")
        assert dict(cursor.fetchall()) == {code: ASSETS[code].scale for code in FIXED}  # others are an operator's


def test_each_question_is_one_query(django_assert_num_queries: DjangoAssertNumQueries, funded: tuple[int, int]) -> None:
    with django_assert_num_queries(4):
        queries.balances(funded)
        queries.statement(funded[0], limit=5)
        queries.entries_of(funded[0], [uuid7()])
        queries.balance_at(funded[0], NOW)
