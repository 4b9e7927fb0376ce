"""A merchant's program gives back, and reads what went to the bank and to its own addresses."""

from uuid import uuid4

import pytest
from django.test import Client
from tests import make
from tests.api.programs import BODY, Shop

from zhiyin.kit import clock
from zhiyin.payments import queries, services
from zhiyin.wallets.queries import wallet

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.api.addresses")]


def test_a_program_gives_back_what_it_took_and_nothing_of_others() -> None:
    shop, mei = Shop(), make.person(balance_minor=20_00)
    paid, key = shop.pay(shop.post("/orders", BODY)[1], mei.id), str(uuid4())
    elsewhere = make.payment(mei.id, make.merchant(owner_id=shop.merchant.owner_id).id, 5_00)

    first, again = (shop.post(f"/payments/{paid.id}/refunds", {"amount": "4.00"}, key=key) for _ in range(2))

    assert first == again
    assert (first[0], first[1]["amount"]) == (201, "4.00")
    assert shop.post(f"/payments/{paid.id}/refunds", {"amount": "6.01"})[0] == 422
    assert shop.post(f"/payments/{elsewhere.id}/refunds", {"amount": "1.00"})[0] == 404
    assert wallet(mei.id).balance_minor == 20_00 - 10_00 - 5_00 + 4_00


def test_a_program_reads_settlements_and_messages_and_has_one_sent_again() -> None:
    shop, other = Shop(), Shop()
    place = services.add_endpoint(shop.merchant.id, url="http://localhost:9/", kinds=queries.KINDS, at=make.AT)
    services.send_test(place.id, merchant_id=shop.merchant.id, at=make.AT)
    services.set_plan(shop.merchant.id, weekday=None, minimum_minor=0, holder="Anna", iban="DE89370400440532013000", at=make.AT)
    make.payment(make.person(balance_minor=9_00).id, shop.merchant.id, 5_00)
    services.settle_due(clock.now())

    assert [(row["net"], row["state"]) for row in shop.get("/settlements")[1]] == [("5.00", "due")]
    (told,) = shop.get("/deliveries")[1]["rows"]
    assert (told["type"], told["state"]) == ("test", "waiting")
    again = f"/api/v1/merchant/deliveries/{told['id']}/replay"
    assert [Client().post(again, headers={"Authorization": f"Bearer {each.key}"}).status_code for each in (shop, other)] == [204, 404]
    assert other.get("/settlements")[1] == []
