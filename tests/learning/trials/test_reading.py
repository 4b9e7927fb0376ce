"""Looking every day misleads nobody; what is known of people before makes the doubt smaller and nothing else."""

import math
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.learning.trials.chance import habit, yes

from zhiyin.learning.trials.intervals import Interval, always, around, once, planned, wilson
from zhiyin.learning.trials.moments import Moments, adjusted, difference, moments

DAYS, A_DAY, RUNS = 28, 100, 500
FIGURES = st.lists(st.tuples(st.floats(-1e4, 1e4), st.floats(-1e4, 1e4)), max_size=30)


def _days(seed: int, effect: float = 0.0) -> list[tuple[Moments, Moments]]:
    """The two groups as they stand after each day."""
    rng, one, other, days = Random(seed), Moments(), Moments(), []
    for _ in range(DAYS):
        one, other = one + yes(rng, A_DAY, 0.1 + effect), other + yes(rng, A_DAY, 0.1)
        days.append((one, other))
    return days


def _interval(day: tuple[Moments, Moments], *, method: str = "always") -> Interval:
    found = difference(*day)
    assert found is not None
    critical = always(found.people, tuned_for=2 * DAYS * A_DAY, alpha=0.05) if method == "always" else once(0.05)
    return around(found, critical)


def test_of_two_equal_groups_looked_at_every_day_one_in_twenty_at_most_looks_different() -> None:
    alarmed = sum(any(_interval(day).clear for day in _days(seed)) for seed in range(RUNS))

    assert alarmed / RUNS <= 0.05


def test_an_ordinary_interval_looked_at_every_day_would_mislead_one_in_five() -> None:
    alarmed = sum(any(_interval(day, method="once").clear for day in _days(seed)) for seed in range(RUNS))

    assert alarmed / RUNS > 0.15  # why the ordinary one is not used


def test_the_truth_lies_in_the_interval_on_all_days_at_once() -> None:
    held = sum(all(each.low <= 0.03 <= each.high for each in map(_interval, _days(seed, 0.03))) for seed in range(RUNS))

    assert held / RUNS >= 0.95


def test_planned_looks_together_mislead_one_in_twenty() -> None:
    bounds = planned((0.25, 0.5, 0.75, 1.0), alpha=0.05)
    alarmed = 0
    for seed in range(4_000):
        rng = Random(seed)
        walk = [rng.gauss(0, 1) for _ in bounds]
        alarmed += any(abs(math.fsum(walk[: place + 1])) / math.sqrt(place + 1) > bound for place, bound in enumerate(bounds))

    assert alarmed / 4_000 == pytest.approx(0.05, abs=0.009)


def test_the_bounds_of_planned_looks_are_those_of_the_books() -> None:
    assert planned((0.25, 0.5, 0.75, 1.0), alpha=0.05) == pytest.approx((4.333, 2.963, 2.359, 2.014), abs=0.002)
    assert planned((0.2, 0.4, 0.6, 0.8, 1.0), alpha=0.05) == pytest.approx((4.877, 3.357, 2.680, 2.290, 2.031), abs=0.002)
    assert planned((1.0,), alpha=0.05) == pytest.approx((once(0.05),))


@given(st.floats(1, 1e7), st.floats(1, 1e7), st.sampled_from((0.05, 0.025, 0.01)))
def test_the_interval_for_every_look_is_never_narrower_than_the_one_for_a_single_look(people: float, tuned_for: float, alpha: float) -> None:
    assert always(people, tuned_for=tuned_for, alpha=alpha) > once(alpha)


def test_the_interval_for_every_look_is_narrowest_at_the_size_it_was_tuned_for() -> None:
    widths = {people: always(people, tuned_for=1_000, alpha=0.05) / math.sqrt(people) * math.sqrt(1_000) for people in (1_000,)}
    for other in (100, 300, 3_000, 30_000):
        at_the_size = always(1_000, tuned_for=other, alpha=0.05)
        assert at_the_size > widths[1_000]


def test_before_anybody_was_seen_the_interval_says_nothing() -> None:
    assert always(0, tuned_for=100, alpha=0.05) == math.inf
    assert difference(Moments(n=1, y=1, yy=1), Moments(n=500, y=50, yy=50)) is None
    assert difference(Moments(n=500), Moments(n=500)) is None


def test_what_was_known_before_moves_no_estimate_and_narrows_the_doubt() -> None:
    plain, cleaned = [], []
    for seed in range(150):
        rng = Random(seed)
        groups = [moments(habit(rng, effect=effect) for _ in range(120)) for effect in (0.2, 0.0)]
        one, other = difference(groups[0], groups[1]), adjusted(groups[0], groups[1])
        assert one is not None
        assert other is not None
        assert other.error < one.error
        assert other.saved == pytest.approx(0.64, abs=0.15)
        plain.append(one.estimate)
        cleaned.append(other.estimate)

    assert sum(cleaned) / 150 == pytest.approx(0.2, abs=0.02)
    assert _variance(cleaned) < 0.5 * _variance(plain)


def test_intervals_of_what_is_left_hold_as_often_as_they_say() -> None:
    held = 0
    for seed in range(400):
        rng = Random(seed)
        groups = [moments(habit(rng, effect=effect) for _ in range(60)) for effect in (0.3, 0.0)]
        found = adjusted(groups[0], groups[1])
        assert found is not None
        interval = around(found, once(0.05))
        held += interval.low <= 0.3 <= interval.high

    assert held / 400 == pytest.approx(0.95, abs=0.025)


def test_with_nothing_known_before_it_is_the_plain_difference() -> None:
    one, other = moments([(1.0, 0.0), (3.0, 0.0), (5.0, 0.0)]), moments([(1.0, 0.0), (2.0, 0.0)])

    assert adjusted(one, other) == difference(one, other)


@given(FIGURES, FIGURES)
def test_sums_add_up_over_days(one: list[tuple[float, float]], other: list[tuple[float, float]]) -> None:
    together, apart = moments(one + other), moments(one) + moments(other)

    assert together.n == apart.n
    assert together.y == pytest.approx(apart.y, abs=1e-3)
    assert together.xy == pytest.approx(apart.xy, rel=1e-6, abs=1e-3)


@given(st.integers(0, 500), st.integers(0, 500))
def test_the_interval_of_a_share_holds_it_and_stays_a_share(part: int, more: int) -> None:
    found = wilson(part, part + more)

    assert 0 <= found.low <= found.estimate + 1e-12
    assert found.estimate - 1e-12 <= found.high <= 1


def test_the_interval_of_a_share_is_that_of_the_books() -> None:
    found = wilson(10, 100)

    assert (found.low, found.high) == pytest.approx((0.0552, 0.1744), abs=1e-4)
    assert (wilson(0, 0).low, wilson(0, 0).high) == (0.0, 1.0)


def _variance(values: list[float]) -> float:
    mean = sum(values) / len(values)
    return sum((value - mean) ** 2 for value in values) / (len(values) - 1)
