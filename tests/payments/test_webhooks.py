"""A merchant's program is told what happened: signed, again until it takes it, and never anywhere it must not be sent."""

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from tests import make

from zhiyin.events.money import PaymentCompleted, PaymentRefunded, SettlementPaid, SettlementReturned, WebhookDisabled
from zhiyin.kit.calling import Outcome
from zhiyin.kit.ids import uuid7
from zhiyin.payments import models, queries, services
from zhiyin.payments.queries import KINDS, Merchant
from zhiyin.payments.services import webhooks
from zhiyin.payments.services.webhooks import Parcel

pytestmark = pytest.mark.django_db
URL = "http://localhost:9/hooks"
TAKEN, FAULT = (Outcome(status=status, problem="", answer="", milliseconds=5) for status in (204, 500))


def shop(*kinds: str) -> tuple[Merchant, queries.Endpoint]:
    merchant = make.merchant()
    return merchant, services.add_endpoint(merchant.id, url=URL, kinds=kinds or KINDS, at=make.AT)


def paid(merchant: Merchant, at: datetime = make.AT, **order: Any) -> queries.Payment:
    mei = make.person(balance_minor=50_00)
    if order:
        asked = services.place_order(services.NewOrder(amount_minor=5_00, **order), key=uuid7(), merchant_id=merchant.id, at=at)
        return services.pay(key=uuid7(at), payer_id=mei.id, code=asked.payload, at=at)
    return make.payment(mei.id, merchant.id, 5_00, at=at)


def tell(*events: Any) -> None:
    webhooks.tell_merchants(events)


def fact(payment: queries.Payment, *, imported: bool = False) -> Any:
    return PaymentCompleted(
        id=payment.id, at=payment.at, payer_id=payment.payer_id, merchant_id=payment.merchant_id, amount_minor=500, asset="USD", imported=imported
    )


def claimed(at: datetime = make.AT, limit: int = 10) -> Sequence[Parcel]:
    return services.claim_deliveries(limit=limit, at=at)


def states(merchant: Merchant) -> list[str]:
    return [row.state for row in queries.deliveries(merchant.id).rows]


def test_a_payment_is_told_signed_as_standard_webhooks_says() -> None:
    merchant, place = shop()
    payment = paid(merchant, reference="A-17")

    tell(fact(payment))

    (parcel,) = claimed()
    signed = f"{parcel.headers['webhook-id']}.{parcel.headers['webhook-timestamp']}.".encode() + parcel.body
    secret = base64.b64decode(queries.webhook_secret(place.id, merchant_id=merchant.id).removeprefix("whsec_"))
    assert parcel.headers["webhook-signature"] == "v1," + base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
    assert parcel.headers["webhook-timestamp"] == str(int(make.AT.timestamp()))
    body = json.loads(parcel.body)
    assert (body["type"], body["data"]["payment_id"], body["data"]["amount"]) == ("payment.completed", str(payment.id), "5.00")
    assert body["data"]["reference"] == "A-17"
    assert not {"payer_id", "note"} & set(body["data"])


def test_refunds_and_settlements_are_told_too() -> None:
    merchant, _place = shop()
    payment, settlement_id, refund_id, returned_id = paid(merchant), uuid7(), uuid7(), uuid7()

    common: Any = {"at": make.AT, "merchant_id": merchant.id, "asset": "USD"}
    tell(
        PaymentRefunded(id=refund_id, payment_id=payment.id, paid_at=make.AT, payer_id=payment.payer_id, amount_minor=2_00, **common),
        SettlementPaid(id=uuid7(), settlement_id=settlement_id, amount_minor=3_00, **common),
        SettlementReturned(id=uuid7(), settlement_id=returned_id, amount_minor=4_00, reason="bank: AC04", **common),
    )

    told = {body["type"]: body["data"] for body in (json.loads(parcel.body) for parcel in claimed())}
    assert told["payment.refunded"] | {"refund_id": str(refund_id), "payment_id": str(payment.id), "amount": "2.00"} == told["payment.refunded"]
    assert told["settlement.paid"]["settlement_id"] == str(settlement_id)
    back = told["settlement.returned"]
    described = Client().get("/api/v1/openapi.json").json()["webhooks"]
    for kind, data in told.items():
        body = described[kind]["post"]["requestBody"]["content"]["application/json"]["schema"]
        assert set(body["properties"]["data"]["required"]) <= set(data) <= set(body["properties"]["data"]["properties"])
    assert (back["settlement_id"], back["amount"], back["reason"]) == (str(returned_id), "4.00", "bank: AC04")


def test_only_what_was_asked_for_and_happened_since_is_told_and_only_once() -> None:
    merchant, _place = shop("payment.completed")
    old, loaded, new = paid(merchant, make.AT - timedelta(days=1)), paid(merchant), paid(merchant)
    other = paid(make.merchant())

    tell(fact(old), fact(loaded, imported=True), fact(new), fact(new), fact(other))
    tell(fact(new))

    assert [row.about_id for row in queries.deliveries(merchant.id).rows] == [new.id]


def test_what_is_not_taken_is_tried_again_later_and_later_and_given_up_in_the_end() -> None:
    merchant, _place = shop()
    tell(fact(paid(merchant)))
    at, waits, ids = make.AT, [], set()

    for _ in range(8):
        (parcel,) = claimed(at)
        ids.add(parcel.headers["webhook-id"])
        assert claimed(at) == ()
        services.note_outcome(parcel, FAULT, at=at)
        row = queries.deliveries(merchant.id).rows[0]
        if row.due_at:
            waits.append(int((row.due_at - at).total_seconds()))
            assert claimed(row.due_at - timedelta(milliseconds=1)) == ()
            at = row.due_at

    first = (5, 60, 300, 1_800, 7_200, 28_800, 86_400)
    assert all(least <= wait <= 1.1 * least + 1 for wait, least in zip(waits, first, strict=True))
    assert states(merchant) == ["failed"]
    assert len(queries.deliveries(merchant.id).rows[0].attempts) == 8
    assert len(ids) == 1


def test_a_delivery_is_sent_again_by_its_merchant_and_by_nobody_else() -> None:
    merchant, _place = shop()
    tell(fact(paid(merchant)))
    (parcel,) = claimed()
    services.note_outcome(parcel, TAKEN, at=make.AT)
    assert (states(merchant), claimed()) == (["delivered"], ())

    with pytest.raises(services.UnknownDelivery):
        services.replay(parcel.delivery_id, merchant_id=make.merchant().id, at=make.AT)
    services.replay(parcel.delivery_id, merchant_id=merchant.id, at=make.AT)

    (again,) = claimed()
    assert (again.headers["webhook-id"], again.body) == (parcel.headers["webhook-id"], parcel.body)


def test_an_address_that_takes_nothing_for_three_days_is_given_up_and_its_owner_told() -> None:
    merchant, _place = shop()
    tell(fact(paid(merchant)))
    services.note_outcome(claimed()[0], FAULT, at=make.AT)
    later = make.AT + timedelta(days=3)

    services.note_outcome(claimed(later)[0], FAULT, at=later)

    assert queries.endpoints(merchant.id)[0].disabled_at == later
    assert [(each.merchant_id, each.person_id) for each in make.published(WebhookDisabled)] == [(merchant.id, merchant.owner_id)]
    assert claimed(later + timedelta(days=9)) == ()

    services.enable_endpoint(queries.endpoints(merchant.id)[0].id, merchant_id=merchant.id)
    (parcel,) = claimed(later + timedelta(days=9))
    services.note_outcome(parcel, TAKEN, at=later + timedelta(days=9))
    assert queries.endpoints(merchant.id)[0].failing_since is None


def test_an_address_that_is_gone_is_given_up_at_once() -> None:
    merchant, _place = shop()
    tell(fact(paid(merchant)))

    services.note_outcome(claimed()[0], Outcome(status=410, problem="", answer="", milliseconds=1), at=make.AT)

    assert queries.endpoints(merchant.id)[0].disabled_at == make.AT


def test_a_slow_call_changes_nothing_once_another_was_begun() -> None:
    merchant, _place = shop()
    tell(fact(paid(merchant)))
    (slow,) = claimed()
    (second,) = claimed(make.AT + timedelta(seconds=61))
    services.note_outcome(second, TAKEN, at=make.AT)

    services.note_outcome(slow, FAULT, at=make.AT)

    assert states(merchant) == ["delivered"]
    assert queries.endpoints(merchant.id)[0].failing_since is None


def test_one_address_never_has_all_the_couriers() -> None:
    slow, quick = shop()[0], shop()[0]
    tell(*(fact(paid(slow)) for _ in range(6)), fact(paid(quick)))

    assert len(claimed()) == 5
    assert claimed() == ()


def test_who_has_much_to_be_told_waits_behind_who_has_little() -> None:
    busy, quiet = shop()[0], shop()[0]
    for _ in range(8):
        tell(fact(paid(busy)))
    tell(fact(paid(quiet, make.AT + timedelta(seconds=1))))
    places = {queries.endpoints(each.id)[0].id: each for each in (busy, quiet)}

    at = make.AT + timedelta(seconds=2)
    assert [places[parcel.endpoint_id] for parcel in (*claimed(at, 1), *claimed(at, 1))] == [busy, quiet]


def test_after_a_new_secret_both_sign_for_a_day() -> None:
    merchant, place = shop()
    before = queries.webhook_secret(place.id, merchant_id=merchant.id)
    services.rotate_secret(place.id, merchant_id=merchant.id, at=make.AT)

    assert queries.webhook_secret(place.id, merchant_id=merchant.id) != before
    for at, signatures in ((make.AT, 2), (make.AT + timedelta(days=1), 1)):
        services.send_test(place.id, merchant_id=merchant.id, at=at)
        assert len(claimed(at)[-1].headers["webhook-signature"].split()) == signatures


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("ftp://shop.example/", "address"),
        ("https://", "address"),
        ("https://me:secret@shop.example/", "address"),
        ("https://shop.example/#here", "address"),
        ("https://shop.example:99999/", "address"),
        ("https://shop.example/" + "x" * 300, "address"),
        ("http://shop.example/", "https"),
        ("https://10.0.0.1/", "private"),
        ("https://169.254.169.254/latest/meta-data", "private"),
        ("https://[fd00::1]/", "private"),
        ("https://[::ffff:10.0.0.1]/", "private"),
        ("https://0x0a000001/", "private"),
    ],
)
def test_an_address_that_must_not_be_called_is_not_written_down(url: str, why: str) -> None:
    with pytest.raises(services.BadWebhook) as refused:
        services.add_endpoint(make.merchant().id, url=url, kinds=KINDS, at=make.AT)

    assert refused.value.facts["why"] == why


def test_addresses_are_few_and_each_there_once() -> None:
    merchant, place = shop("settlement.paid")

    again = services.add_endpoint(merchant.id, url=URL, kinds=KINDS, at=make.AT)

    assert (again.id, again.kinds) == (place.id, KINDS)
    for number in range(4):
        services.add_endpoint(merchant.id, url=f"{URL}/{number}", kinds=KINDS, at=make.AT)
    with pytest.raises(services.BadWebhook):
        services.add_endpoint(merchant.id, url=f"{URL}/5", kinds=KINDS, at=make.AT)
    with pytest.raises(services.BadWebhook):
        services.add_endpoint(merchant.id, url=URL, kinds=["everything"], at=make.AT)


def test_nobody_touches_another_merchants_address() -> None:
    merchant, place = shop()
    stranger = make.merchant().id

    services.end_endpoint(place.id, merchant_id=stranger, at=make.AT)
    services.rotate_secret(place.id, merchant_id=stranger, at=make.AT)
    services.send_test(place.id, merchant_id=stranger, at=make.AT)

    assert queries.webhook_secret(place.id, merchant_id=stranger) == ""
    assert models.Endpoint.objects.get().generation == 1
    assert queries.deliveries(merchant.id).rows == ()


def test_what_was_told_comes_in_pages(django_assert_num_queries: Any) -> None:
    merchant, place = shop()
    for number in range(5):
        services.send_test(place.id, merchant_id=merchant.id, at=make.AT + timedelta(seconds=number))

    with django_assert_num_queries(2):
        first = queries.deliveries(merchant.id, limit=3)

    assert [len(page.rows) for page in (first, queries.deliveries(merchant.id, limit=3, before=first.next_before))] == [3, 2]
