"""Rankings by counting: what is said can be checked by hand, and nothing looks into the future."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyin.learning.frequency import Habit, Purchase, Reason, habits_of, is_due, ranked, readiness, reason_of, usual_range

TODAY = date(2026, 11, 20)


def ago(days: int) -> date:
    """That many days before today."""
    return TODAY - timedelta(days=days)


def bought(key: str, *days_ago: int) -> list[Purchase]:
    """An item on these days."""
    return [Purchase(key=key, day=ago(days)) for days in days_ago]


purchases = st.lists(st.builds(Purchase, key=st.sampled_from(["milk", "tea", "soap", "rice"]), day=st.integers(-60, 400).map(ago)), max_size=60)
popular = st.dictionaries(st.sampled_from(["milk", "tea", "lamp", "pen"]), st.integers(1, 900), max_size=4)


@given(purchases, popular, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows: list[Purchase], known: dict[str, int], shuffle: random.Random) -> None:
    before = ranked(habits_of(rows, as_of=TODAY), known, as_of=TODAY, limit=10)
    shuffle.shuffle(rows)
    turned = dict(sorted(known.items(), reverse=True))

    assert ranked(reversed(habits_of(rows, as_of=TODAY)), turned, as_of=TODAY, limit=10) == before


@given(purchases, purchases)
def test_later_rows_never_change_a_score(rows: list[Purchase], more: list[Purchase]) -> None:
    later = [Purchase(key=row.key, day=TODAY + timedelta(days=1) + abs(row.day - TODAY)) for row in more]

    assert habits_of([*rows, *later], as_of=TODAY) == habits_of(rows, as_of=TODAY)


@given(purchases, st.integers(1, 300))
def test_one_more_purchase_never_lowers_a_count(rows: list[Purchase], days: int) -> None:
    before = {habit.key: habit.decayed for habit in habits_of(rows, as_of=TODAY)}
    after = {habit.key: habit.decayed for habit in habits_of([*rows, *bought("milk", days)], as_of=TODAY)}

    assert after["milk"] >= before.get("milk", 0)
    assert {key: count for key, count in after.items() if key != "milk"} == {key: count for key, count in before.items() if key != "milk"}


@given(st.lists(st.integers(1, 200), max_size=12))
def test_a_told_range_holds_at_least_half_of_the_gaps(gaps: list[int]) -> None:
    usual = usual_range(gaps)

    if len(gaps) < 4:
        assert usual is None
    else:
        assert usual is not None
        assert 1 <= usual[0] <= usual[1]
        assert 2 * sum(usual[0] <= gap <= usual[1] for gap in gaps) >= len(gaps)


@given(purchases, popular)
def test_what_was_bought_today_is_not_suggested(rows: list[Purchase], known: dict[str, int]) -> None:
    habits = habits_of([*rows, *bought("milk", 0)], as_of=TODAY)

    assert "milk" not in [choice.key for choice in ranked(habits, known, as_of=TODAY, limit=10)]


def test_a_habit_counted_by_hand() -> None:
    (milk,) = habits_of(bought("milk", 56, 28, 28, 0), as_of=TODAY)

    assert (milk.n, milk.gaps, milk.last_day) == (3, (28, 28), TODAY)
    assert milk.decayed == pytest.approx(1 + 1 / 2 + 1 / 4)


def test_only_the_last_twelve_gaps_count() -> None:
    (milk,) = habits_of(bought("milk", *range(0, 200, 10)), as_of=TODAY)

    assert milk.gaps == (10,) * 12


def test_a_reason_names_a_range_only_after_four_gaps() -> None:
    (five,) = habits_of(bought("milk", 61, 52, 36, 24, 12), as_of=TODAY)
    (four,) = habits_of(bought("milk", 52, 36, 24, 12), as_of=TODAY)

    assert reason_of(five, as_of=TODAY) == Reason(kind="interval", low=9, high=16, days=12)
    assert reason_of(four, as_of=TODAY) == Reason(kind="count", times=4, days=12)


def test_purchases_long_ago_are_not_counted_as_lately() -> None:
    (two,) = habits_of(bought("milk", 200, 12), as_of=TODAY)
    (old,) = habits_of(bought("milk", 200, 150), as_of=TODAY)

    assert reason_of(two, as_of=TODAY).times == 1
    assert reason_of(old, as_of=TODAY) == Reason(kind="last", days=150)


def test_what_is_not_needed_yet_comes_later() -> None:
    habits = habits_of([*bought("milk", 1, 11, 21, 31, 41), *bought("tea", 11, 21, 31, 41, 51)], as_of=TODAY)

    assert [choice.key for choice in ranked(habits, {}, as_of=TODAY, limit=2)] == ["tea", "milk"]


def test_what_everybody_buys_fills_the_places_that_are_left() -> None:
    habits = habits_of(bought("milk", 3), as_of=TODAY)

    choices = ranked(habits, {"rice": 80, "milk": 20, "salt": 40}, as_of=TODAY, limit=3)

    assert [(choice.key, choice.reason.kind) for choice in choices] == [("milk", "count"), ("rice", "popular"), ("salt", "popular")]


@pytest.mark.parametrize(("days", "due"), [(8, False), (9, True), (16, True), (32, True), (33, False)])
def test_due_is_from_the_usual_range_on_until_the_habit_has_ended(days: int, *, due: bool) -> None:
    habit = Habit(key="milk", n=6, last_day=ago(days), decayed=1, gaps=(9, 9, 16, 16))

    assert is_due(habit, as_of=TODAY) is due


def test_readiness_grows_with_the_days_and_stops_at_one() -> None:
    waits = [readiness(Habit(key="milk", n=6, last_day=ago(days), decayed=1, gaps=(10, 10, 10, 10)), as_of=TODAY) for days in (0, 5, 10, 50)]

    assert waits == [0, 0.5, 1, 1]
