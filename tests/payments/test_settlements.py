"""What a merchant took is at its bank: once, less what was given back and what it cost at the time; and the books agree with the journal."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from tests import make

from zhiyin.events.money import SettlementDue, SettlementPaid
from zhiyin.funding.services import BadIban
from zhiyin.identity.queries import Person
from zhiyin.kit.ids import uuid7
from zhiyin.ledger import queries as ledger
from zhiyin.payments import models, queries, services
from zhiyin.payments.queries import Merchant
from zhiyin.wallets.queries import wallet
from zhiyin.wallets.services import Code, InsufficientFunds, move, open_wallet, system_account

pytestmark = pytest.mark.django_db
IBAN = "DE89 3704 0044 0532 0130 00"
MONDAY = datetime(2026, 10, 12, 16, tzinfo=UTC)  # noon in New York
MIDNIGHT = datetime(2026, 10, 13, 4, tzinfo=UTC)
LATER = MIDNIGHT + timedelta(minutes=1)


def shop(**plan: Any) -> tuple[Merchant, Person]:
    merchant, mei = make.merchant(at=MONDAY - timedelta(days=30)), make.person(balance_minor=900_00, at=MONDAY - timedelta(days=30))
    terms = {"weekday": None, "minimum_minor": 0, "holder": "Anna Holm", "iban": IBAN} | plan
    services.set_plan(merchant.id, at=MONDAY - timedelta(days=20), **terms)
    return merchant, mei


def price(merchant: Merchant, basis_points: int, fixed_minor: int, since: datetime = MONDAY - timedelta(days=20)) -> None:
    services.set_terms(merchant.id, basis_points=basis_points, fixed_minor=fixed_minor, by=None, since=since, at=MONDAY)


def agrees(merchant: Merchant) -> bool:
    books = queries.reconciliation(merchant, since=MONDAY - timedelta(days=31), until=LATER + timedelta(days=9))
    return not books.findings and all((side.records, side.records_minor) == (side.journal, side.journal_minor) for side in books.sides)


def test_a_day_is_settled_less_refunds_and_fees_as_one_group() -> None:
    merchant, mei = shop()
    price(merchant, 150, 10)
    first, _second = make.payment(mei.id, merchant.id, 100_00, at=MONDAY), make.payment(mei.id, merchant.id, 3_33, at=MONDAY)
    services.refund(key=uuid7(), payment_id=first.id, by_id=merchant.owner_id, amount_minor=20_00, at=MONDAY)
    make.payment(mei.id, merchant.id, 7_00, at=MIDNIGHT)  # tomorrow's

    assert services.settle_due(LATER) == 1

    (made,) = queries.settlements(merchant.id)
    assert (made.payments, made.refunds, made.gross_minor, made.refunds_minor) == (2, 1, 103_33, 20_00)
    assert made.fees_minor == (1_50 + 10) + (5 + 10)
    assert (made.net_minor, made.state, made.cut_off) == (103_33 - 20_00 - 1_75, "due", MIDNIGHT)
    assert wallet(merchant.id).balance_minor == 7_00
    assert [(due.id, due.amount_minor) for due in make.published(SettlementDue)] == [(made.id, made.net_minor)]
    assert queries.differences() == ()
    assert ledger.verify().problems == ()
    assert agrees(merchant)


def test_settling_again_settles_nothing_more() -> None:
    merchant, mei = shop()
    make.payment(mei.id, merchant.id, 5_00, at=MONDAY)

    first = services.settle(merchant.id, until=MIDNIGHT, at=LATER)
    assert services.settle(merchant.id, until=MIDNIGHT, at=LATER) == first
    assert services.settle_due(LATER) == 0
    assert services.settle_due(LATER + timedelta(hours=3)) == 0
    assert wallet(merchant.id).balance_minor == 0


def test_a_payment_costs_what_it_cost_when_it_was_made() -> None:
    merchant, mei = shop()
    price(merchant, 100, 0)
    price(merchant, 300, 0, since=MONDAY + timedelta(hours=1))
    for hours in (0, 1, 2):
        make.payment(mei.id, merchant.id, 10_00, at=MONDAY + timedelta(hours=hours))

    services.settle_due(LATER)

    assert queries.settlements(merchant.id)[0].fees_minor == 10 + 30 + 30


def test_a_fee_is_never_more_than_the_payment() -> None:
    merchant, mei = shop()
    price(merchant, 10_000, 5_00)
    make.payment(mei.id, merchant.id, 1_00, at=MONDAY)

    assert services.settle_due(LATER) == 0
    assert queries.settlements(merchant.id) == ()


def test_what_is_less_than_the_minimum_waits_and_is_not_lost() -> None:
    merchant, mei = shop(minimum_minor=10_00)
    make.payment(mei.id, merchant.id, 6_00, at=MONDAY)
    assert services.settle_due(LATER) == 0

    make.payment(mei.id, merchant.id, 6_00, at=LATER)
    assert services.settle_due(LATER + timedelta(days=1)) == 1

    assert (queries.settlements(merchant.id)[0].payments, wallet(merchant.id).balance_minor) == (2, 0)
    assert agrees(merchant)


def test_more_given_back_than_taken_is_taken_off_the_next_time() -> None:
    merchant, mei = shop()
    old = make.payment(mei.id, merchant.id, 10_00, at=MONDAY)
    services.settle_due(LATER)
    make.payment(mei.id, merchant.id, 4_00, at=LATER)
    services.refund(key=uuid7(), payment_id=old.id, by_id=merchant.owner_id, amount_minor=4_00, at=LATER)
    assert services.settle_due(LATER + timedelta(days=1)) == 0

    make.payment(mei.id, merchant.id, 9_00, at=LATER + timedelta(days=1))
    assert services.settle_due(LATER + timedelta(days=2)) == 1

    assert [made.net_minor for made in queries.settlements(merchant.id)] == [9_00, 10_00]
    assert agrees(merchant)


def test_a_weekly_plan_waits_for_its_day() -> None:
    merchant, mei = shop(weekday=2)  # Wednesday
    make.payment(mei.id, merchant.id, 5_00, at=MONDAY)

    assert services.settle_due(LATER) == 0
    assert services.settle_due(LATER + timedelta(days=1)) == 1


def test_money_used_otherwise_is_not_settled_until_it_is_there() -> None:
    merchant, mei = shop()
    make.payment(mei.id, merchant.id, 5_00, at=MONDAY)
    drawer = system_account("elsewhere")
    move(key=uuid7(), debit=open_wallet(merchant.id, at=MONDAY), credit=drawer, amount_minor=1_00, asset="USD", code=Code.TRANSFER)

    with pytest.raises(InsufficientFunds):
        services.settle(merchant.id, until=MIDNIGHT, at=LATER)
    assert services.settle_due(LATER) == 0
    assert not models.Settled.objects.exists()
    books = queries.reconciliation(merchant, since=MONDAY - timedelta(days=31), until=datetime.now(UTC) + timedelta(days=9))
    assert [(finding.kind, finding.side) for finding in books.findings] == [("money_without_record", "other")]

    make.payment(mei.id, merchant.id, 1_00, at=LATER)
    assert services.settle_due(LATER + timedelta(minutes=1)) == 1


def test_the_bank_has_paid_once_and_the_merchant_hears_of_it_once() -> None:
    merchant, mei = shop()
    make.payment(mei.id, merchant.id, 5_00, at=MONDAY)
    services.settle_due(LATER)
    (due,) = queries.settlements(state="due")

    paid = services.mark_settlement_paid(due.id, at=LATER)
    services.mark_settlement_paid(due.id, at=LATER + timedelta(days=1))

    assert (paid.state, paid.paid_at) == ("paid", LATER)
    assert [told.settlement_id for told in make.published(SettlementPaid)] == [due.id]
    with pytest.raises(services.UnknownSettlement):
        services.mark_settlement_paid(uuid7(), at=LATER)


def test_each_difference_is_named() -> None:
    merchant, mei = shop()
    price(merchant, 100, 0)
    payment = make.payment(mei.id, merchant.id, 10_00, at=MONDAY)
    services.settle_due(LATER)
    made = queries.settlements(merchant.id)[0]
    with connection.cursor() as cursor:
        cursor.execute("reset role")
        cursor.execute("update payments_payment set amount_minor = 1100 where id = %s", [payment.id])
        cursor.execute("update payments_settled set fee_minor = 0 where id = %s", [payment.id])
        cursor.execute(
            "insert into payments_payment select gen_random_uuid(), 5, asset, note, at, merchant_id, payer_id from payments_payment limit 0"
        )

    books = queries.reconciliation(merchant, since=MONDAY - timedelta(days=1), until=LATER + timedelta(days=1))

    assert {(finding.kind, finding.side, finding.id) for finding in books.findings} == {
        ("record_differs", "payments", payment.id),
        ("sum_differs", "settlements", made.id),
    }


BAD_PLANS: list[tuple[dict[str, Any], type[Exception]]] = [
    ({"iban": "DE00 1234"}, BadIban),
    ({"holder": " "}, services.BadPlan),
    ({"holder": "x" * 71}, services.BadPlan),
    ({"weekday": 7}, services.BadPlan),
]


@pytest.mark.parametrize(("plan", "refusal"), BAD_PLANS)
def test_a_plan_that_cannot_be_is_refused(plan: dict[str, Any], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        shop(**plan)


@pytest.mark.parametrize("terms", [(-1, 0), (10_001, 0), (0, -1)])
def test_fees_that_cannot_be_are_refused(terms: tuple[int, int]) -> None:
    with pytest.raises(services.BadTerms):
        price(make.merchant(), *terms)


def test_nobody_changes_the_price_of_what_was_paid() -> None:
    merchant, _mei = shop()

    with pytest.raises(services.BadTerms):
        services.set_terms(merchant.id, basis_points=1, fixed_minor=0, by=merchant.owner_id, since=MONDAY, at=LATER)


@pytest.mark.parametrize("line", [{"fee_minor": 5_01}, {"fee_minor": -1}, {"amount_minor": 0}, {"is_refund": True, "fee_minor": 1}])
def test_no_fee_is_written_down_that_cannot_be(line: dict[str, Any]) -> None:
    merchant, mei = shop()
    make.payment(mei.id, merchant.id, 10_00, at=MONDAY)
    assert services.settle_due(LATER) == 1
    (made,) = queries.settlements(merchant.id)

    with pytest.raises(IntegrityError), transaction.atomic():
        models.Settled.objects.create(**({"id": uuid7(), "settlement_id": made.id, "is_refund": False, "amount_minor": 5_00, "fee_minor": 0} | line))
