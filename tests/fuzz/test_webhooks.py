"""What says that it comes from the card company: unsigned, half signed, cut off, sent again, in another order, signed but odd."""

import hashlib
import hmac
import time
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from pytest_django import Settings

from tests import make
from tests.funding.company import Company, card_of
from tests.fuzz.bad import Draw
from tests.fuzz.watch import Watch, journal, taken_back
from zhiyin.funding import models
from zhiyin.funding import services as funding
from zhiyin.funding.providers import known
from zhiyin.funding.providers.protocol import Called
from zhiyin.funding.providers.stripe_cards import StripeCards
from zhiyin.kit.ids import uuid7

pytestmark = pytest.mark.django_db
SECRET = "whsec_of_fuzz"


class Stripe(Company):
    """Remembers what it took, and knows its own calls as Stripe's library does."""

    def called(self, body: bytes, signature: str) -> Called:
        return StripeCards().called(body, signature)


def open_charge(person_id: UUID, company: Company) -> UUID:
    """A charge that the company took and we never heard of."""
    company.loses, key = ["answer"], uuid7()
    funding.charge(key=key, person_id=person_id, method_id=card_of(person_id), amount_minor=1_00, at=make.AT)
    return key


def event(draw: Draw, charges: list[UUID]) -> dict[str, Any]:
    """An event of Stripe's, right or odd in one place."""
    about: dict[str, Any] = {"id": "pi_1", "object": "payment_intent", "metadata": {"zhiyin_charge": str(draw.choice(charges))}, "amount": 1_00}
    made: dict[str, Any] = {"id": f"evt_{draw.randrange(10)}", "object": "event", "type": "payment_intent.succeeded", "data": {"object": about}}
    for place in draw.sample([made, made["data"], about, about["metadata"]], draw.choice((0, 1, 1, 2))):
        place[draw.choice(list(place))] = draw.value()
    return made


def signature(draw: Draw, body: bytes) -> str:
    """Stripe's, or nearly, or not at all."""
    moment = int(time.time()) - draw.choice((0, 0, 0, 0, 400, -400))
    right = hmac.new(SECRET.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    good = f"t={moment},v1={right}"
    return draw.choice(
        (
            good,
            good,
            good,
            good,
            "",
            good[:-1],
            f"t={moment}",
            f"v1={right}",
            f"t={moment},v0={right}",
            f"t=x,v1={right}",
            f"{good},{good}",
            draw.text(),
            "t=,v1=",
            right,
        )
    )


def test_no_call_is_answered_with_a_fault_or_moves_more_than_the_company_took(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.CONFIG = replace(settings.CONFIG, stripe_key="sk_test_fuzz", stripe_webhook_secret=SECRET)
    company, mei, watch = Stripe(), make.person(), Watch("webhooks")
    monkeypatch.setattr(known, "named", lambda _: company)
    charges = [open_charge(mei.id, company) for _ in range(4)]
    before = journal()
    for number in watch.times(250):
        draw = Draw(number)
        with taken_back():
            for _ in range(draw.choice((1, 1, 2, 3))):  # the same charge again, others in between, each as it comes
                body = draw.document(event(draw, charges))
                if draw.random() < 0.3:
                    body = draw.mangled(body)
                told = Client(
                    raise_request_exception=False, headers={"Stripe-Signature": signature(draw, body).encode("utf-8", "replace").decode("latin-1")}
                )
                answer = told.post("/api/v1/webhooks/stripe", body, content_type="application/json")
                watch.answers[f"{answer.status_code}"] += 1
                if answer.status_code >= 500:
                    watch.fault((getattr(answer, "exc_info", None) or (None, None))[1], body)
                    break
                if answer.status_code >= 400 and not answer.json()["detail"]:
                    watch.blame("no reason", body)
            else:
                after, paid = journal(), models.Charge.objects.filter(state="paid").count()
                watch.moved += paid > 0
                if after != (before[0] + paid, before[1] + paid * 1_00):
                    watch.blame(f"moved {after[1] - before[1]} for {paid} charges", body)
    assert not watch.wrong
    assert watch.moved
