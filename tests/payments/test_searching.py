"""What people type when they look for a payment."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import make

from zhiyin.events.money import Line
from zhiyin.payments import queries
from zhiyin.payments.queries import Wanted, activity

AT = datetime(2026, 11, 22, 19, tzinfo=UTC)  # a Sunday


def wanted(text: str, zone: str = "America/New_York") -> Wanted:
    return queries.wanted(text, at=AT, zone=zone, asset="USD")


def days(text: str) -> tuple[date, date] | None:
    """The first and the last day of what was understood."""
    found = wanted(text)
    return (found.since.date(), (found.until - timedelta(days=1)).date()) if found.since and found.until else None


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        (">50", 50_01, None),
        ("> 50", 50_01, None),
        (">=50", 50_00, None),
        ("≥50", 50_00, None),
        ("<20", None, 19_99),
        ("<=20", None, 20_00),
        ("20-30", 20_00, 30_00),
        ("30-20", 20_00, 30_00),
        ("20.50–30", 20_50, 30_00),
        ("$1,200 - $1,300", 1_200_00, 1_300_00),
        ("20到30", 20_00, 30_00),
        ("over 50", 50_01, None),
        ("低于20", None, 19_99),
        ("coffee 4.50", 4_50, 4_50),
        (">5 <9", 5_01, 8_99),
    ],
)
def test_amounts_and_ranges_are_understood(text: str, least: int | None, most: int | None) -> None:
    assert (wanted(text).least_minor, wanted(text).most_minor) == (least, most)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-11", date(2026, 11, 1), date(2026, 11, 30)),
        ("November", date(2026, 11, 1), date(2026, 11, 30)),
        ("nov 2025", date(2025, 11, 1), date(2025, 11, 30)),
        ("december", date(2025, 12, 1), date(2025, 12, 31)),
        ("11月", date(2026, 11, 1), date(2026, 11, 30)),
        ("2025年2月", date(2025, 2, 1), date(2025, 2, 28)),
        ("11月5日", date(2026, 11, 5), date(2026, 11, 5)),
        ("12月5日", date(2025, 12, 5), date(2025, 12, 5)),
        ("2026-11-05", date(2026, 11, 5), date(2026, 11, 5)),
        ("12 October", date(2026, 10, 12), date(2026, 10, 12)),
        ("Oct 12, 2025", date(2025, 10, 12), date(2025, 10, 12)),
        ("today", date(2026, 11, 22), date(2026, 11, 22)),
        ("昨天", date(2026, 11, 21), date(2026, 11, 21)),
        ("last week", date(2026, 11, 9), date(2026, 11, 15)),
        ("上周", date(2026, 11, 9), date(2026, 11, 15)),
        ("本周", date(2026, 11, 16), date(2026, 11, 22)),
        ("last month", date(2026, 10, 1), date(2026, 10, 31)),
        ("上个月", date(2026, 10, 1), date(2026, 10, 31)),
        ("2025年", date(2025, 1, 1), date(2025, 12, 31)),
        ("last year", date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_days_months_and_weeks_are_understood(text: str, first: date, last: date) -> None:
    assert days(text) == (first, last)
    assert wanted(text).words == ""


@pytest.mark.parametrize("text", ["2026-02-31", "13月", "0001-01-01", "9999年", "coffee", "7 eleven", "2026", "marching band"])
def test_what_is_no_day_is_looked_for_as_it_stands(text: str) -> None:
    assert days(text) is None
    assert wanted(text).words == text


def test_all_of_it_together_narrows_and_the_rest_are_words() -> None:
    found = wanted("coffee >5 last week")

    assert (found.words, found.least_minor, days("coffee >5 last week")) == ("coffee", 5_01, (date(2026, 11, 9), date(2026, 11, 15)))


def test_days_are_those_of_the_persons_place() -> None:
    assert wanted("2026-11-05", "Asia/Shanghai").since == datetime(2026, 11, 4, 16, tzinfo=UTC)


@given(st.text(max_size=40))
def test_no_text_is_too_strange(text: str) -> None:
    assert isinstance(wanted(text), Wanted)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        (">20", [30_00, -25_00]),
        ("20-25", [-25_00]),
        ("October", [-25_00, -5_00, 30_00, 10_00]),
        ("2026-10-12", [-25_00, -5_00, 30_00, 10_00]),
        ("September", []),
        ("bakery <10", [-5_00]),
        ("milk", [-7_00]),
        ("dairy 2026-11", []),
        ("乳品", [-7_00]),
    ],
)
def test_lines_are_found_by_what_was_understood(text: str, amounts: list[int]) -> None:
    mei = make.person()
    make.top_up(mei.id, 10_00, at=make.AT)
    make.top_up(mei.id, 30_00, at=make.AT + timedelta(minutes=1))
    bakery, shop = make.merchant("Anna's Bakery"), make.merchant("Corner", category="other")
    make.payment(mei.id, bakery.id, 5_00, at=make.AT + timedelta(minutes=2))
    make.payment(mei.id, bakery.id, 25_00, at=make.AT + timedelta(minutes=3))
    milk = make.item(name_en="Whole milk", category="dairy")
    lines = (Line(item_id=milk.item_id, quantity=1, amount_minor=7_00, discount_minor=0),)
    make.past_payment(mei.id, shop.id, 7_00, lines=lines, at=make.AT.replace(month=8))

    found = [row.amount_minor for row in activity(mei.id, words=wanted(text)).rows]

    assert sorted(found) == sorted(amounts)


@pytest.mark.django_db
def test_pages_of_found_lines_join_without_a_gap() -> None:
    mei = make.person()
    for minute in range(9):
        make.top_up(mei.id, (minute + 1) * 1_00, at=make.AT + timedelta(minutes=minute))
    whole = activity(mei.id, words=wanted(">3")).rows

    first = activity(mei.id, words=wanted(">3"), limit=4)
    second = activity(mei.id, words=wanted(">3"), limit=4, before=first.next_before)

    assert (*first.rows, *second.rows) == whole
    assert len(whole) == 6
