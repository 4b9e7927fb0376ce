"""A merchant's program asks to be paid, and the person finds its lines on their receipt."""

import json
import os
import random
import signal
from datetime import timedelta
from typing import Any, get_args
from unittest import mock
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.test import Client, RequestFactory
from django.urls import resolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import make

from zhiyin.api import limits
from zhiyin.events.money import Line, PaymentCompleted
from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.payments import models, queries, services
from zhiyin.wallets.queries import wallet

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.api.addresses")]
LINES = [
    {"name": "Rye bread", "quantity": 2, "unit_price": "3.50"},
    {"name": "Coffee", "unit_price": "4.00", "discount": "1.00", "category": "drinks"},
]
BODY = {"amount": "10.00", "reference": "A-17", "note": "table 4", "lines": LINES}


class Shop:
    """A merchant's program."""

    def __init__(self, *scopes: str) -> None:
        self.merchant = make.merchant("Anna's Bakery")
        self.key = services.issue_merchant_key(
            self.merchant.id, name="the till", scopes=scopes or queries.SCOPES, by=self.merchant.owner_id, at=make.AT
        )

    def get(self, path: str, **parameters: str) -> tuple[int, Any]:
        response = Client().get(f"/api/v1/merchant{path}", parameters, headers={"Authorization": f"Bearer {self.key}"})
        return response.status_code, response.json()

    def post(self, path: str, body: object = None, *, key: str = "", **headers: str) -> tuple[int, Any]:
        sent = {"Authorization": f"Bearer {self.key}", "Idempotency-Key": key or str(uuid4()), **headers}
        response = Client(enforce_csrf_checks=True).post(f"/api/v1/merchant{path}", json.dumps(body), content_type="application/json", headers=sent)
        return response.status_code, response.json()

    def pay(self, order: dict[str, Any], payer_id: UUID, **facts: Any) -> queries.Payment:
        return services.pay(key=uuid7(), payer_id=payer_id, code=order["code"], at=facts.get("at") or clock.now())


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


def test_a_key_does_what_it_was_made_for_and_no_more() -> None:
    reader, other = Shop("payments:read"), Shop()
    order = other.post("/orders", BODY)[1]

    assert reader.post("/orders", BODY)[1]["code"] == "scope_missing"
    assert reader.get("/orders")[0] == 200
    assert reader.get(f"/orders/{order['id']}")[0] == 404
    assert Shop().post(f"/orders/{order['id']}/cancel")[0] == 404


def test_an_ended_key_and_a_persons_token_open_nothing() -> None:
    shop = Shop()
    assert shop.get("/orders")[0] == 200
    kept = queries.merchant_keys(shop.merchant.id)[0]
    assert (kept.name, kept.used_at is not None) == ("the till", True)
    assert shop.key not in str(models.MerchantKey.objects.values())

    services.end_merchant_key(kept.id, merchant_id=make.merchant().id, at=make.AT)
    assert shop.get("/orders")[0] == 200
    services.end_merchant_key(kept.id, merchant_id=shop.merchant.id, at=make.AT)
    assert shop.get("/orders")[0] == 401


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


@pytest.fixture
def scarce(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BUCKETS", limits.Buckets(3))


@pytest.mark.usefixtures("scarce")
def test_who_asks_too_often_is_told_when_to_come_back() -> None:
    shop, other = Shop(), Shop()

    answers = [Client().get("/api/v1/merchant/orders", headers={"Authorization": f"Bearer {shop.key}"}) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert (answers[3]["Retry-After"], answers[3].json()["code"]) == ("20", "asked_too_often")
    assert other.get("/orders")[0] == 200


def test_a_bucket_fills_by_the_second_and_callers_who_need_its_place_have_it() -> None:
    buckets = limits.Buckets(60, callers_max=1)

    assert [buckets.wait("a", now=0) for _ in range(60)] == [0] * 60
    assert buckets.wait("a", now=0) == pytest.approx(1)
    assert buckets.wait("a", now=1.1) == 0
    assert [buckets.wait(each, now=1.1) for each in ("b", "c", "a")] == [0, 0, 0]  # "a" had to make room


def test_four_processes_count_in_one_bucket_and_a_killed_one_holds_it_from_nobody() -> None:
    buckets = limits.Buckets(100)
    children = []
    for _ in range(4):
        reading, writing = os.pipe()
        if child := os.fork():
            os.close(writing)
            children.append((child, reading))
            continue
        os.write(writing, bytes([sum(buckets.wait("a", now=7) == 0 for _ in range(60))]))
        os.kill(os.getpid(), signal.SIGKILL)

    taken = [os.read(reading, 1)[0] for _, reading in children]
    for child, reading in children:
        os.waitpid(child, 0)
        os.close(reading)

    assert sum(taken) == 100
    assert buckets.wait("a", now=7) > 0
    assert buckets.wait("b", now=7) == 0


ODD: list[Any] = [
    None,
    True,
    0,
    -1,
    1,
    10**30,
    -1.5,
    1e308,
    float("nan"),
    float("inf"),
    [],
    {},
    [[]],
    {"a": 1},
    "",
    "\x00",
    "x",
    "drinks",
    "🧧",
    "\ud800",
]
AMOUNTS = [
    "0",
    "-1",
    "1.234",
    "NaN",
    "Infinity",
    "1e9",
    " ",
    "٣",
    "０",
    "9" * 39,
    "1,0",
    "0x1",
    "1_000",
    "+1",
    "10.00\x00",
    "5.00",
    "10",
    "0.01",
    *ODD,
]
LINE = {"name": ["Bread", *ODD], "quantity": [2, *ODD], "unit_price": AMOUNTS, "discount": AMOUNTS, "item": ODD, "category": ODD}
ORDER = {"amount": AMOUNTS, "reference": ["A", "B" * 80, *ODD], "note": ODD, "lines": ODD, "expires_in": [60, *ODD]}


def odd(draw: random.Random, fields: dict[str, list[Any]]) -> Any:
    """An object with some of the fields, each with something odd in it; now and then no object at all."""
    if draw.random() < 0.05:
        return draw.choice(ODD)
    made = {name: draw.choice(values) for name, values in fields.items() if draw.random() < 0.6}
    if "lines" in made and draw.random() < 0.7:
        made["lines"] = [odd(draw, LINE) for _ in range(draw.randint(0, 3))]
    return made


@settings(max_examples=100)
@given(draw=st.randoms(use_true_random=False))
def test_five_thousand_bad_bodies_are_answered_without_a_fault_and_none_makes_an_amount_that_is_none(draw: random.Random) -> None:
    with transaction.atomic(), mock.patch.object(limits, "BUCKETS", limits.Buckets(1_000_000)):
        shop, seeds = Shop(), random.Random(draw.getrandbits(64))
        for _ in range(50):
            body = json.dumps(odd(seeds, ORDER))[: None if seeds.random() < 0.95 else seeds.randint(0, 30)]
            assert_sound(answer_to(shop, body.encode()))
        transaction.set_rollback(True)


def answer_to(shop: Shop, body: bytes) -> Any:
    headers = {"Authorization": f"Bearer {shop.key}", "Idempotency-Key": str(uuid4())}
    request = RequestFactory().post("/api/v1/merchant/orders", body, content_type="application/json", headers=headers)
    return resolve(request.path).func(request)


def assert_sound(answer: Any) -> None:
    assert answer.status_code in (201, 400, 422)
    if answer.status_code == 201:
        accepted = json.loads(answer.content)
        assert 0 < minor(accepted["amount"]) <= 10**15
        assert not accepted["lines"] or sum(minor(line["amount"]) for line in accepted["lines"]) == minor(accepted["amount"])


def minor(amount: str) -> int:
    return int(amount.replace(".", ""))


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
