"""A person's account book: in order, with running balances, searchable, page by page."""

from datetime import timedelta
from typing import Any

import pytest
from tests import make

from zhiyin.identity.queries import Person
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.payments import queries, services
from zhiyin.payments.queries import Row, activity

pytestmark = pytest.mark.django_db


@pytest.fixture
def mei() -> Person:
    """Somebody who put 50.00 in, bought bread and tea, sent and received, in this order, a minute apart."""
    mei, lin = make.person("mei", name="Mei"), make.person("lin", name="林小雨", balance_minor=9_00)
    bakery, tea = make.merchant("Anna's Bakery", name_zh="安娜面包房"), make.merchant("Tea House", name_zh="茶馆", category="meals")
    moment = [make.AT + timedelta(minutes=minute) for minute in range(6)]
    make.top_up(mei.id, 50_00, at=moment[0])
    make.payment(mei.id, bakery.id, 5_00, at=moment[1], note="two loaves")
    make.payment(mei.id, tea.id, 12_30, at=moment[2])
    services.transfer(key=uuid7(), sender_id=mei.id, to_handle="lin", amount_minor=7_00, at=moment[3], note="cinema")
    services.transfer(key=uuid7(), sender_id=lin.id, to_handle="mei", amount_minor=1_50, at=moment[4])
    return mei


def told(row: Row) -> tuple[str, int, int | None]:
    return row.title_en, row.amount_minor, row.balance_minor


def test_the_newest_comes_first_and_each_line_says_what_was_left(mei: Person) -> None:
    page = activity(mei.id)

    assert [told(row) for row in page.rows] == [
        ("林小雨", 1_50, 27_20),
        ("林小雨", -7_00, 25_70),
        ("Tea House", -12_30, 32_70),
        ("Anna's Bakery", -5_00, 45_00),
        ("", 50_00, 50_00),
    ]
    assert [row.kind for row in page.rows] == ["transfer_in", "transfer_out", "payment", "payment", "top_up"]
    assert page.next_before == ""


@pytest.mark.parametrize(
    ("words", "amounts"),
    [
        ("bakery", [-5_00]),
        ("面包", [-5_00]),
        ("LOAVES", [-5_00]),
        ("林", [1_50, -7_00]),
        ("lin", [1_50, -7_00]),
        ("12.30", [-12_30]),
        ("-12.30", [-12_30]),
        ("$50", [50_00]),
        ("cinema", [-7_00]),
        ("%", []),
        ("_", []),
        ("\x00cinema", [-7_00]),
        ("nothing like it", []),
        ("eating out", [-12_30]),
        ("熟食", [-12_30]),
        ("top-up", [50_00]),
        ("充值", [50_00]),
    ],
)
def test_words_and_exact_amounts_are_found(mei: Person, words: str, amounts: list[int]) -> None:
    found = activity(mei.id, words=words).rows

    assert [row.amount_minor for row in found] == amounts
    assert all(row.balance_minor is not None for row in found)


@pytest.mark.parametrize(
    ("kind", "count"), [("", 5), ("payment", 2), ("transfer", 2), ("transfer_in", 1), ("transfer_out", 1), ("top_up", 1), ("other", 0)]
)
def test_lines_of_one_kind_can_be_asked_for(mei: Person, kind: str, count: int) -> None:
    assert len(activity(mei.id, kind=kind).rows) == count


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5])
def test_pages_put_together_are_the_whole_book(mei: Person, size: int) -> None:
    rows: list[Row] = []
    whole, before = activity(mei.id).rows, ""
    for _ in range(5):
        page = activity(mei.id, before=before, limit=size)
        rows += page.rows
        before = page.next_before
        if not before:
            break

    assert tuple(rows) == whole


def test_lines_of_one_moment_are_not_lost_between_pages() -> None:
    mei, shop = make.person(balance_minor=20_00), make.merchant()
    for _ in range(7):
        make.payment(mei.id, shop.id, 1_00, at=make.AT)

    first = activity(mei.id, kind="payment", limit=4)
    second = activity(mei.id, kind="payment", limit=4, before=first.next_before)

    assert len({row.id for row in first.rows + second.rows}) == 7


@pytest.mark.parametrize("before", ["yesterday", "2026-10-12T14:05:00~1", "2026-10-12T14:05:00~" + "0" * 32, "~"])
def test_a_place_that_no_page_gave_is_refused(mei: Person, before: str) -> None:
    with pytest.raises(Refusal, match="bad_cursor"):
        activity(mei.id, before=before)


@pytest.mark.usefixtures("mei")
def test_nobody_sees_anothers_book() -> None:
    assert activity(make.person().id).rows == ()


@pytest.mark.parametrize("words", ["", "a", "12.30"])
def test_a_page_takes_the_same_few_statements_however_long_the_book(mei: Person, words: str, django_assert_max_num_queries: Any) -> None:
    shop = make.merchant("Another A")
    for minute in range(20):
        make.payment(mei.id, shop.id, 1_00, at=make.AT + timedelta(hours=1, minutes=minute))

    with django_assert_max_num_queries(11):
        activity(mei.id, words=words, limit=15)


def test_a_page_asked_for_by_an_address_survives_its_plus_sign(mei: Person) -> None:
    before = activity(mei.id, limit=2).next_before

    assert queries.activity(mei.id, limit=2, before=before.replace("+", " ")) == activity(mei.id, limit=2, before=before)
