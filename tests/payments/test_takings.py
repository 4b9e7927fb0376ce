"""Payments seen by merchants and staff."""

from datetime import date, timedelta
from typing import Any

import pytest
from tests import make

from zhiyin.kit.ids import uuid7
from zhiyin.payments import queries, services

pytestmark = pytest.mark.django_db
# 12 October 2026, 14:05 UTC, is 10:05 in New York.
DAY, ZONE = date(2026, 10, 12), "America/New_York"


def test_a_day_of_takings_is_the_days_of_the_shops_own_place() -> None:
    mei, zhou, shop = make.person(balance_minor=90_00), make.person(balance_minor=90_00), make.merchant()
    for hours, payer in ((-11, mei), (-10, mei), (0, mei), (1, zhou), (13, zhou), (14, zhou)):
        make.payment(payer.id, shop.id, 2_00, at=make.AT + timedelta(hours=hours))

    taken = queries.takings(shop.id, DAY, zone=ZONE)

    assert (taken.payments, taken.people, taken.amount_minor, len(taken.rows)) == (4, 2, 8_00, 4)
    assert {hour: amount for hour, amount in enumerate(taken.hours) if amount} == {0: 2_00, 10: 2_00, 11: 2_00, 23: 2_00}


def test_a_shop_without_payments_took_nothing() -> None:
    taken = queries.takings(make.merchant().id, DAY)

    assert (taken.payments, taken.amount_minor, taken.rows, set(taken.hours)) == (0, 0, (), {0})


def test_the_overview_counts_today_and_the_week() -> None:
    mei, zhou, shop = make.person(balance_minor=90_00), make.person(balance_minor=90_00), make.merchant()
    for days, payer in ((0, mei), (0, mei), (-1, zhou), (-6, mei), (-7, zhou), (-20, zhou), (1, mei)):
        make.payment(payer.id, shop.id, 2_00, at=make.AT + timedelta(days=days))

    figures = queries.totals(make.AT, zone=ZONE)

    assert (figures.today.payments, figures.today.amount_minor, figures.today.people) == (2, 4_00, 1)
    assert (figures.week.payments, figures.week.people) == (4, 2)
    assert len(figures.days) == 14
    assert figures.days[-1] == (DAY, 2, 4_00)
    assert sum(payments for _, payments, _ in figures.days) == 5


def test_staff_find_payments_by_words_amount_and_number() -> None:
    mei, shop, other = make.person("mei", name="梅", balance_minor=90_00), make.merchant("Anna's Bakery", name_zh="安娜面包房"), make.merchant()
    paid = make.payment(mei.id, shop.id, 7_77)
    make.payment(make.person(balance_minor=9_00).id, other.id, 1_00)

    for words in ("anna", "面包", "梅", "mei", "7.77", str(paid.id)):
        assert [row.id for row in queries.recent_payments(words=words).rows] == [paid.id]


def test_staff_read_payments_page_by_page_in_few_statements(django_assert_max_num_queries: Any) -> None:
    mei, shop = make.person(name="Mei", balance_minor=90_00), make.merchant()
    made = [make.payment(mei.id, shop.id, 1_00, at=make.AT + timedelta(minutes=minute)).id for minute in range(5)]

    with django_assert_max_num_queries(3):
        first = queries.recent_payments(limit=3)
    second = queries.recent_payments(limit=3, before=first.next_before)

    assert [row.id for row in first.rows + second.rows] == made[::-1]
    assert ({row.payer_name for row in first.rows}, second.next_before) == ({"Mei"}, "")


def test_a_person_in_one_look() -> None:
    mei, lin, shop = make.person(balance_minor=90_00), make.person(), make.merchant()
    make.payment(mei.id, shop.id, 4_00, at=make.AT - timedelta(days=3))
    make.payment(mei.id, shop.id, 5_00)
    services.transfer(key=uuid7(), sender_id=mei.id, to_handle=lin.handle, amount_minor=1_00, at=make.AT)

    summary = queries.person_summary(mei.id)

    assert (summary.payments, summary.spend_minor, summary.sent, summary.received, summary.balance_minor) == (2, 9_00, 1, 0, 80_00)
    assert (summary.first_at, summary.last_at) == (make.AT - timedelta(days=3), make.AT)
