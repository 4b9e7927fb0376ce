"""Staff see what goes to merchants' banks and whether the books agree; an admin says what payments cost."""

from datetime import timedelta

import pytest
from django.test import Client
from tests import make
from tests.web.browser import client_of

from zhiyin.kit import clock
from zhiyin.payments import queries, services

pytestmark = pytest.mark.django_db


def staff(role: str) -> Client:
    return client_of(make.staff(role))


def test_all_settlements_and_the_books_of_each_merchant_are_shown() -> None:
    shop = make.merchant("Anna's Bakery")
    services.set_plan(shop.id, weekday=None, minimum_minor=0, holder="Anna", iban="DE89370400440532013000", at=make.AT)
    make.payment(make.person(balance_minor=50_00).id, shop.id, 20_00, at=clock.now() - timedelta(days=2))
    services.settle_due(clock.now())

    page = staff("auditor").get("/console/settlements/").content.decode()

    assert "Anna&#39;s Bakery" in page
    assert "0 differences" in page
    assert "settlement_terms" not in page


def test_an_admin_sets_what_a_payment_costs_and_nobody_else() -> None:
    shop = make.merchant()
    there = f"/console/settlements/{shop.id}/terms/"

    assert staff("auditor").post(there, {"percent": "1.5", "fixed": "0.10"}).status_code == 403
    admin = staff("admin")
    admin.post(there, {"percent": "1.5", "fixed": "0.10"})
    admin.post(there, {"percent": "200", "fixed": "0"})
    admin.post(there, {"percent": "-1", "fixed": "0"})

    assert [(each.basis_points, each.fixed_minor) for each in queries.terms(shop.id)] == [(150, 10)]
