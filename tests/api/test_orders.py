"""A merchant's program asks to be paid, and the person finds its lines on their receipt."""

from datetime import timedelta
from typing import Any, get_args
from uuid import uuid4

import pytest
from tests import make
from tests.api.programs import BODY, Shop

from zhiyin.events.money import Line, PaymentCompleted
from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal
from zhiyin.payments import models, queries, services
from zhiyin.wallets.queries import wallet

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.api.addresses")]


def test_an_order_is_paid_once_and_its_lines_stand_on_the_receipt() -> None:
    shop, mei = Shop(), make.person(balance_minor=20_00)

    status, order = shop.post("/orders", BODY)
    assert (status, order["state"], order["amount"], order["reference"]) == (201, "waiting", "10.00", "A-17")
    paid = shop.pay(order, mei.id)

    after = shop.get(f"/orders/{order['id']}")[1]
    assert (after["state"], after["payment_id"]) == ("paid", str(paid.id))
    receipt = queries.payment(paid.id, for_person=mei.id)
    assert receipt
    assert [(line.name_en, line.quantity, line.amount_minor, line.category) for line in receipt.lines] == [
        ("Rye bread", 2, 7_00, "other"),
        ("Coffee", 1, 3_00, "drinks"),
    ]
    with pytest.raises(services.CodeUsed):
        shop.pay(order, make.person(balance_minor=20_00).id)


def test_an_item_of_the_catalogue_is_told_with_the_payment() -> None:
    shop, mei, milk = Shop(), make.person(balance_minor=20_00), make.item(name_en="Milk", name_zh="牛奶", category="dairy")
    order = shop.post("/orders", {"amount": "3.00", "lines": [{"name": "Fresh milk", "unit_price": "3.00", "item": milk.item_id}]})[1]

    paid = shop.pay(order, mei.id)

    assert make.published(PaymentCompleted)[-1].lines == (Line(item_id=milk.item_id, quantity=1, amount_minor=3_00),)
    receipt = queries.payment(paid.id, for_person=mei.id)
    assert receipt
    assert [(line.name("en"), line.name("zh-hans"), line.category) for line in receipt.lines] == [("Fresh milk", "牛奶", "dairy")]


def test_the_same_request_again_is_the_same_order_and_another_with_its_key_a_conflict() -> None:
    shop, key = Shop(), str(uuid4())

    first, second = shop.post("/orders", BODY, key=key), shop.post("/orders", BODY, key=key)

    assert first == second
    assert shop.post("/orders", {**BODY, "reference": "B"}, key=key)[0] == 409
    assert Shop().post("/orders", BODY, key=key)[0] == 201  # another merchant's keys are its own


def test_a_cancelled_order_cannot_be_paid_and_a_paid_one_not_cancelled() -> None:
    shop, mei = Shop(), make.person(balance_minor=20_00)
    first, second = shop.post("/orders", BODY)[1], shop.post("/orders", BODY)[1]

    assert shop.post(f"/orders/{first['id']}/cancel")[1]["state"] == "cancelled"
    assert shop.post(f"/orders/{first['id']}/cancel")[0] == 200
    with pytest.raises(Refusal, match="code_cancelled"):
        shop.pay(first, mei.id)
    shop.pay(second, mei.id)
    assert shop.post(f"/orders/{second['id']}/cancel")[1]["code"] == "code_used"
    assert wallet(mei.id).balance_minor == 10_00


def test_an_order_is_over_when_its_time_is() -> None:
    shop, mei = Shop(), make.person(balance_minor=20_00)
    order = shop.post("/orders", {"amount": "1.00", "expires_in": 60})[1]

    with pytest.raises(Refusal, match="code_expired"):
        shop.pay(order, mei.id, at=clock.now() + timedelta(seconds=61))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"amount": "10.01"}, "lines_differ"),
        ({"amount": "0"}, "bad_amount"),
        ({"amount": "-1"}, "bad_amount"),
        ({"amount": "1e3"}, "bad_amount"),
        ({"amount": "9" * 30}, "bad_amount"),
        ({"lines": [{"name": " ", "unit_price": "10.00"}]}, "bad_line"),
        ({"lines": [{"name": "x", "unit_price": "10.00", "quantity": 0}]}, "bad_request"),
        ({"lines": [{"name": "x", "unit_price": "12.00", "discount": "12.01"}]}, "bad_line"),
        ({"lines": [{"name": "x", "unit_price": "10.00", "item": "nothing"}]}, "bad_line"),
        ({"lines": [{"name": "x", "unit_price": "10.00", "category": "nothing"}]}, "bad_line"),
        ({"lines": [{"name": "x", "unit_price": "0.04"}] * 250}, "bad_order"),
        ({"reference": "x" * 65}, "bad_order"),
        ({"expires_in": 5}, "bad_request"),
        ({"amount": 10}, "bad_request"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_code(change: dict[str, Any], code: str) -> None:
    shop = Shop()

    status, problem = shop.post("/orders", {**BODY, **change})

    assert (status, problem["code"]) == (422, code)
    assert not models.Order.objects.exists()


def test_without_a_key_of_its_own_a_request_is_not_taken() -> None:
    assert Shop().post("/orders", BODY, key="seven")[0] == 400


def test_orders_come_in_pages_by_state_and_reference() -> None:
    shop, mei = Shop(), make.person(balance_minor=90_00)
    made = [shop.post("/orders", {**BODY, "reference": f"R{number}"})[1] for number in range(5)]
    shop.pay(made[2], mei.id)
    shop.post(f"/orders/{made[3]['id']}/cancel")

    first = shop.get("/orders", limit="3")[1]
    rest = shop.get("/orders", limit="3", cursor=first["next_cursor"])[1]

    assert [row["reference"] for row in first["rows"] + rest["rows"]] == ["R4", "R3", "R2", "R1", "R0"]
    assert rest["next_cursor"] == ""
    found = {state: [row["reference"] for row in shop.get("/orders", state=state)[1]["rows"]] for state in get_args(queries.State)}
    assert found == {"paid": ["R2"], "cancelled": ["R3"], "waiting": ["R4", "R1", "R0"], "expired": []}
    assert [row["id"] for row in shop.get("/orders", reference="R1")[1]["rows"]] == [made[1]["id"]]
    assert shop.get("/orders", cursor="nowhere")[1]["code"] == "bad_cursor"


def test_a_list_asks_as_often_for_many_as_for_one(django_assert_max_num_queries: Any) -> None:
    shop = Shop()
    for _ in range(4):
        shop.post("/orders", BODY)
    shop.get("/orders")

    with django_assert_max_num_queries(3):
        shop.get("/orders")
