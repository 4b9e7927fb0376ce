"""Shares of a red packet are fair, exact, and follow from the seed alone."""

import hashlib
import hmac
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyin.payments import luck

SEEDS = st.binary(min_size=32, max_size=32)
PACKETS = st.integers(1, 100).flatmap(lambda count: st.tuples(st.just(count), st.integers(count, 10**12)))


@given(SEEDS, PACKETS, st.booleans())
def test_everybody_gets_something_and_the_sum_is_exact(seed: bytes, packet: tuple[int, int], lucky: bool) -> None:  # noqa: FBT001  drawn, not switched
    count, total = packet

    shares = luck.shares(seed, total_minor=total, count=count, lucky=lucky)

    assert (len(shares), sum(shares)) == (count, total)
    assert min(shares) >= 1


def test_the_algorithm_is_the_one_that_is_published() -> None:
    """Written down a second time, from the words on the page alone."""
    seed, left, people, found = bytes(range(32)), 10_00, 7, []
    for number in range(1, 7):
        draw = int(hmac.new(seed, str(number).encode("ascii"), hashlib.sha256).hexdigest(), 16)
        found.append(1 + draw % (2 * (left // people) - 1))
        left, people = left - found[-1], people - 1

    assert luck.shares(seed, total_minor=10_00, count=7, lucky=True) == (*found, left)
    assert luck.commitment(seed) == "630dcd2966c4336691125448bbb25b4ff412a49c732db2c8abc1b8581bd710dd"


@pytest.mark.parametrize("place", [0, 4, 9])
def test_no_place_in_the_row_is_better_than_another(place: int) -> None:
    seeds = (hashlib.sha256(str(number).encode()).digest() for number in range(3_000))

    mean = fmean(luck.shares(seed, total_minor=100_00, count=10, lucky=True)[place] for seed in seeds)

    assert mean == pytest.approx(10_00, rel=0.05)


@given(SEEDS, PACKETS)
def test_equal_shares_differ_by_one_minor_unit_at_most(seed: bytes, packet: tuple[int, int]) -> None:
    count, total = packet

    shares = luck.shares(seed, total_minor=total, count=count, lucky=False)

    assert max(shares) - min(shares) <= 1
