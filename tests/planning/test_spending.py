"""A month against the month before, to the cent."""

from datetime import date

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries
from tests.profiles.facts import catalogue, paid, person, tell

from zhiyin.kit.ids import uuid7
from zhiyin.planning import queries

NOVEMBER = date(2026, 11, 15)


@pytest.mark.django_db
def test_a_month_shows_each_category_with_its_share_and_its_change() -> None:
    me = uuid7()
    tell([*catalogue("milk"), *catalogue("soap", category="care"), *person(me), paid(me, "milk", "milk", "soap"), paid(me, "milk", days_ago=30)])

    told = queries.spending(me, month=NOVEMBER, language="zh-hans")

    assert (told.total_minor, told.previous_minor, told.change_minor, told.asset) == (750, 250, 500, "USD")
    dairy, care = told.categories
    assert (dairy.code, dairy.name, dairy.amount_minor, dairy.change_minor, dairy.payments) == ("dairy", "乳品与蛋", 500, 250, 1)
    assert care.share == pytest.approx(1 / 3)
    assert care.previous_minor == 0


@pytest.mark.django_db
def test_a_category_that_stopped_is_still_told() -> None:
    me = uuid7()
    tell([*catalogue("milk"), *person(me), paid(me, "milk", days_ago=30)])

    (dairy,) = queries.spending(me, month=NOVEMBER, language="en").categories

    assert (dairy.amount_minor, dairy.change_minor, dairy.share) == (0, -250, 0)


@pytest.mark.django_db
def test_twelve_months_stand_in_a_row_even_when_some_are_empty() -> None:
    me = uuid7()
    tell([*person(me), paid(me), paid(me, days_ago=300), paid(me, days_ago=600)])

    months = queries.spending(me, month=NOVEMBER, language="en").months

    assert [one.month for one in months][::11] == [date(2025, 12, 1), date(2026, 11, 1)]
    assert [one.amount_minor for one in months] == [0, 250, *[0] * 9, 250]


@pytest.mark.django_db
def test_the_page_costs_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    me = uuid7()
    tell([*person(me), *(paid(me, days_ago=days) for days in range(0, 300, 10))])

    with django_assert_num_queries(1):
        queries.spending(me, month=NOVEMBER, language="en")


@pytest.mark.django_db
def test_somebody_who_spent_nothing_sees_zeros() -> None:
    told = queries.spending(uuid7(), month=NOVEMBER, language="en")

    assert (told.total_minor, told.categories, len(told.months)) == (0, (), 12)
