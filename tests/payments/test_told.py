"""Every payment and transfer was told as a fact, and no fact tells of one that is not there."""

import pytest
from django.db import connection
from tests import make

from zhiyin.kit.ids import uuid7
from zhiyin.payments import queries, services
from zhiyin.payments.models import Payment, Transfer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def life() -> None:
    """A payment of today, one of the past, and a transfer; and the owner's rights to spoil them."""
    mei, shop = make.person("mei", balance_minor=20_00), make.merchant()
    make.person("lin")
    make.payment(mei.id, shop.id)
    make.past_payment(mei.id, shop.id)
    services.transfer(key=uuid7(), sender_id=mei.id, to_handle="lin", amount_minor=1_00, at=make.AT)
    with connection.cursor() as cursor:
        cursor.execute("reset role")
        cursor.execute("set session_replication_role = replica")


def test_what_went_well_was_told() -> None:
    assert queries.untold() == ()


@pytest.mark.parametrize("name", ["PaymentCompleted", "TransferCompleted"])
def test_a_record_that_was_never_told_is_named(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("delete from outbox_event where name = %s returning event_id", [name])
        lost = {event_id for (event_id,) in cursor.fetchall()}

    assert {(each.kind, each.id) for each in queries.untold()} == {("record_untold", event_id) for event_id in lost}


def test_a_fact_without_its_record_is_named() -> None:
    gone = {Payment.objects.earliest("id").id, Transfer.objects.get().id}
    Payment.objects.filter(id__in=gone).delete()
    Transfer.objects.filter(id__in=gone).delete()

    assert {(each.kind, each.id) for each in queries.untold()} == {("fact_without_record", key) for key in gone}
