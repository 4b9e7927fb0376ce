"""Business rows and money are committed as one, also when a race or the connection is lost on the way."""

import threading

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from tests import make
from tests.ledger.outage import outage
from tests.payments.crowd import at_once

from zhiyin.kit.ids import uuid7
from zhiyin.ledger import queries as ledger
from zhiyin.payments import models, services
from zhiyin.wallets.queries import wallet
from zhiyin.wallets.services import together

pytestmark = pytest.mark.usefixtures("fresh_database")


def test_a_person_whose_payment_meets_a_restart_of_the_database_gets_the_receipt() -> None:
    mei, shop, key = make.person(balance_minor=20_00), make.merchant(), uuid7()

    with outage(0.8):
        paid = services.pay(key=key, payer_id=mei.id, code=shop.id, amount_minor=5_00, at=make.AT)

    assert paid.id == key
    assert (wallet(mei.id).balance_minor, wallet(shop.id).balance_minor) == (15_00, 5_00)
    assert ledger.verify().problems == ()


def test_a_payment_that_was_committed_before_its_answer_was_lost_is_not_made_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    mei, shop = make.person(balance_minor=20_00), make.merchant()
    commit, lost = connection.commit, list[int]()

    def commit_and_lose() -> None:
        commit()
        if not lost:
            lost.append(1)
            connection.connection.close()
            raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(connection, "commit", commit_and_lose)
    paid = services.pay(key=uuid7(), payer_id=mei.id, code=shop.id, amount_minor=5_00, at=make.AT)

    assert lost
    assert [each.id for each in models.Payment.objects.all()] == [paid.id]
    assert wallet(mei.id).balance_minor == 15_00


def test_two_who_wait_for_each_other_both_do_their_work() -> None:
    met, tried = threading.Barrier(2), list[int]()

    def lock_both(number: int) -> int:
        tried.append(number)
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [number])
            if tried.count(number) == 1:
                met.wait(5)
            cursor.execute("select pg_advisory_xact_lock(%s)", [1 - number])
        return number

    assert at_once(2, lambda number: together(lambda: lock_both(number))) == [0, 1]
    assert len(tried) == 3


def test_inside_somebodys_transaction_the_work_is_done_once() -> None:
    tried: list[int] = []

    def clash() -> None:
        tried.append(1)
        raise IntegrityError

    with pytest.raises(IntegrityError), transaction.atomic():
        together(clash)
    assert len(tried) == 1
