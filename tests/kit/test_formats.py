"""Amounts as people read them, whatever they are counted in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyin.kit.formats import coin, money
from zhiyin.kit.money import ASSETS, Asset, learn, major, parse_amount

NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture(autouse=True)
def others() -> None:
    learn(Asset("XB", 8, "XB", kind="crypto"))
    learn(Asset("XP", 0, "XP", kind="points"))
    learn(Asset("CHF", 2, "CHF", "756"))
    learn(Asset("KWD", 3, "KWD", "414"))
    learn(Asset("XS", 6, "✦", kind="community"))


@pytest.mark.parametrize(
    ("minor", "asset", "says"),
    [
        (1_234_50, "USD", "$1,234.50"),
        (5, "USD", "$0.05"),
        (1_234, "JPY", "JP¥1,234"),
        (12_00, "CHF", f"CHF{NBSP}12.00"),
        (1_234_567, "KWD", f"KWD{NBSP}1,234.567"),
        (1_250, "XP", f"1,250{NBSP}XP"),
        (150_000, "XB", f"0.0015{NBSP}XB"),
        (100_000_000, "XB", f"1.00{NBSP}XB"),
        (1, "XB", f"0.00000001{NBSP}XB"),
        (2_500_000, "XS", "✦2.50"),
        (10**15, "XB", f"10,000,000.00{NBSP}XB"),
    ],
)
def test_an_amount_is_written_in_its_own_digits(minor: int, asset: str, says: str) -> None:
    assert money(minor, asset) == says
    assert money(-minor, asset) == f"−{says}"
    assert money(minor, asset, sign=True) == f"+{says}"


@given(st.integers(-(10**15), 10**15), st.sampled_from(["USD", "JPY", "CHF", "KWD", "XB", "XP", "XS"]))
def test_nothing_is_lost_between_writing_and_reading(minor: int, asset: str) -> None:
    told = coin(minor, asset)
    number = f"{told.whole}.{told.fraction}".rstrip(".").replace(",", "")
    digits = int(number.replace(".", "").ljust(len(told.whole.replace(",", "")) + ASSETS[asset].scale, "0"))

    assert digits == abs(minor)
    if minor > 0:
        assert parse_amount(money(minor, asset), asset) == parse_amount(major(minor, asset), asset) == minor
