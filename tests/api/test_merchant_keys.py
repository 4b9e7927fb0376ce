"""What a merchant's key opens, and how often it may ask."""

import os
import signal

import pytest
from django.test import Client
from tests import make
from tests.api.programs import BODY, Shop

from zhiyin.api import limits
from zhiyin.payments import models, queries, services

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.api.addresses")]


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
