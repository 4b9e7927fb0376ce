"""Whatever is sent as an order is an order or refused, never a fault."""

import json
import random
from typing import Any
from unittest import mock
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import RequestFactory
from django.urls import resolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.api.programs import Shop

from zhiyin.api import limits

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.api.addresses")]

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
