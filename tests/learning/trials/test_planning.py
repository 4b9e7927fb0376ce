"""What is promised before an experiment is kept; groups of the wrong size are found out."""

from random import Random

import pytest
from tests.learning.trials.chance import yes

from zhiyin.learning.trials.intervals import always, around
from zhiyin.learning.trials.moments import Moments, difference
from zhiyin.learning.trials.planning import Expected, critical_at_end, first_week, least_effect, people_needed, weeks
from zhiyin.learning.trials.ratio import chi_square_tail, ratio

SHARE = Expected(mean=0.1, variance=0.09, is_share=True)
HALVES = (0.5, 0.5)


@pytest.mark.parametrize("method", ["always", "planned", "once"])
def test_the_difference_promised_is_found_four_times_in_five(method: str) -> None:
    people = 4_000
    critical = critical_at_end(method, looks=4, alpha=0.05)
    effect = least_effect(SHARE, people, shares=HALVES, critical=critical)
    found = 0
    for seed in range(600):
        rng = Random(seed)
        seen = difference(yes(rng, people // 2, 0.1 + effect), yes(rng, people // 2, 0.1))
        assert seen is not None
        found += around(seen, critical).clear

    assert found / 600 == pytest.approx(0.8, abs=0.05)


def test_looking_every_day_finds_a_large_difference_long_before_the_end() -> None:
    days = []
    for seed in range(100):
        rng, one, other = Random(seed), Moments(), Moments()
        for day in range(1, 29):
            one, other = one + yes(rng, 100, 0.16), other + yes(rng, 100, 0.1)
            found = difference(one, other)
            if found and around(found, always(found.people, tuned_for=5_600, alpha=0.05)).clear:
                days.append(day)
                break

    assert len(days) >= 95
    assert sum(days) / len(days) < 14


def test_people_needed_are_those_with_whom_it_is_found() -> None:
    critical = critical_at_end("once", looks=1, alpha=0.05)
    needed = people_needed(SHARE, 0.02, shares=HALVES, critical=critical)

    assert needed == pytest.approx(7_500, rel=0.05)
    assert least_effect(SHARE, needed, shares=HALVES, critical=critical) <= 0.02 < least_effect(SHARE, needed - 1, shares=HALVES, critical=critical)


def test_too_few_people_are_told_so() -> None:
    told = weeks(SHARE, {1: 100, 4: 300, 8: 400}, shares=HALVES, critical=critical_at_end("always", looks=1, alpha=0.05))

    assert [each.people for each in told] == [100, 300, 400]
    assert first_week(told, 0.02) is None
    assert first_week(told, told[1].least) == 4
    assert weeks(SHARE, {1: 0}, shares=HALVES, critical=2.0)[0].least == float("inf")


def test_what_is_known_before_needs_fewer_people() -> None:
    spend, known = Expected(mean=50_00, variance=40_00.0**2), Expected(mean=50_00, variance=40_00.0**2, saved=0.6)

    assert people_needed(known, 200, shares=HALVES, critical=1.96) == pytest.approx(
        0.4 * people_needed(spend, 200, shares=HALVES, critical=1.96), rel=0.01
    )


def test_a_small_group_needs_more_people() -> None:
    assert people_needed(SHARE, 0.02, shares=(0.9, 0.1), critical=2.0) > 2 * people_needed(SHARE, 0.02, shares=HALVES, critical=2.0)


def test_groups_drawn_by_chance_and_counted_every_day_ring_hardly_ever() -> None:
    rung = 0
    for seed in range(300):
        rng, left, right = Random(seed), 0, 0
        for _ in range(60):
            drawn = int(yes(rng, 200, 0.5).y)
            left, right = left + drawn, right + 200 - drawn
            if ratio((left, right), (1, 1)).alarm:
                rung += 1
                break

    assert rung <= 2


def test_a_group_that_loses_one_in_ten_rings() -> None:
    assert ratio((5_000, 4_500), (1, 1)).alarm
    assert ratio((9_000, 900), (9, 1)).p > 0.001
    assert ratio((9_000, 700), (9, 1)).alarm
    assert ratio((3_000, 3_000, 2_600), (1, 1, 1)).alarm


def test_nobody_yet_is_no_alarm() -> None:
    assert ratio((0, 0), (1, 1)) == ratio((0, 0), (9, 1))
    assert not ratio((1, 0), (1, 1)).alarm


@pytest.mark.parametrize(("square", "freedom"), [(3.8415, 1), (5.9915, 2), (7.8147, 3), (9.4877, 4), (11.0705, 5)])
def test_the_tail_of_chi_square_is_that_of_the_books(square: float, freedom: int) -> None:
    assert chi_square_tail(square, freedom) == pytest.approx(0.05, abs=1e-5)
