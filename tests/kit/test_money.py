"""Amounts as people type them, and nothing else."""

import pytest

from zhiyin.kit.money import AMOUNT_MINOR_MAX, BadAmount, major, parse_amount


@pytest.mark.parametrize(
    ("text", "asset", "minor"),
    [
        ("25", "USD", 25_00),
        ("25.5", "USD", 25_50),
        (" $1,234.50 ", "USD", 1_234_50),
        ("１２．５０", "CNY", 12_50),
        ("￥3", "CNY", 3_00),
        ("0.01", "USD", 1),
        ("10000000000000.00", "USD", AMOUNT_MINOR_MAX),
        ("500", "JPY", 500),
        ("500.00", "JPY", 500),
    ],
)
def test_an_amount_is_read_as_it_was_meant(text: str, asset: str, minor: int) -> None:
    assert parse_amount(text, asset) == minor
    assert parse_amount(major(minor, asset), asset) == minor


@pytest.mark.parametrize(
    ("text", "asset", "why"),
    [
        ("NaN", "USD", "not_a_number"),
        ("1e30", "USD", "not_a_number"),
        ("Infinity", "USD", "not_a_number"),
        ("１e５", "USD", "not_a_number"),
        ("١٢", "USD", "not_a_number"),
        ("1,0", "USD", "not_a_number"),
        ("0,500", "USD", "not_a_number"),  # half of one where a comma is the point, never five hundred
        ("", "USD", "not_a_number"),
        ("-1", "USD", "not_positive"),
        ("0.00", "USD", "not_positive"),
        ("1.234", "USD", "too_many_decimals"),
        ("1.000", "USD", "too_many_decimals"),
        ("500.5", "JPY", "too_many_decimals"),
        ("10000000000000.01", "USD", "too_large"),
        ("1" + "0" * 30, "USD", "too_large"),
    ],
)
def test_what_is_no_amount_is_refused_with_its_reason(text: str, asset: str, why: str) -> None:
    with pytest.raises(BadAmount) as refused:
        parse_amount(text, asset)

    assert refused.value.facts["why"] == why
