"""Addresses and payment links as the standards write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyin.funding.chains import bech32, bip21
from zhiyin.kit.money import Asset, learn

HASH = bytes.fromhex("751e76e8199196d454941c45d1b3a323f1433bd6")


@pytest.fixture(autouse=True)
def bitcoin() -> None:
    learn(Asset("BTC", 8, "BTC", kind="crypto"))


def test_the_standards_own_example_is_written_and_read() -> None:
    assert bech32.encode("bc", HASH) == "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"
    assert bech32.decode("bc", "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4") == HASH
    assert bech32.decode("bc", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5") is None
    assert bech32.decode("bc", "bc1qW508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4") is None


@given(st.binary(min_size=20, max_size=20), st.integers(0, 37), st.sampled_from(bech32.SIGNS))
def test_one_wrong_sign_is_always_noticed(program: bytes, place: int, sign: str) -> None:
    address = bech32.encode("bcrt", program)
    assert bech32.decode("bcrt", address) == program

    at = len("bcrt1") + place
    wrong = address[:at] + sign + address[at + 1 :]
    assert wrong == address or bech32.decode("bcrt", wrong) is None


@given(st.text(max_size=100))
def test_noise_is_no_address_and_no_crash(text: str) -> None:
    assert bech32.decode("bcrt", text) is None


@pytest.mark.parametrize(
    ("amount_minor", "label", "says"),
    [
        (None, "", "bitcoin:bcrt1qx"),
        (150_000, "", "bitcoin:bcrt1qx?amount=0.0015"),
        (200_000_000, "Mei & co", "bitcoin:bcrt1qx?amount=2&label=Mei%20%26%20co"),
        (1, "梅", "bitcoin:bcrt1qx?amount=0.00000001&label=%E6%A2%85"),
    ],
)
def test_a_link_is_written_as_bip_21_wants_it(amount_minor: int | None, label: str, says: str) -> None:
    assert bip21.link("bitcoin", "bcrt1qx", asset="BTC", amount_minor=amount_minor, label=label) == says


@given(st.none() | st.integers(1, 10**15), st.text(max_size=20))
def test_what_a_link_says_is_read_as_it_was_meant(amount_minor: int | None, label: str) -> None:
    asked = bip21.read(bip21.link("bitcoin", "bcrt1qx", asset="BTC", amount_minor=amount_minor, label=label), scheme="bitcoin", asset="BTC")

    assert (asked.address, asked.amount_minor, asked.label) == ("bcrt1qx", amount_minor, label)


@pytest.mark.parametrize(
    "text", ["bitcoin:bcrt1qx?amount=NaN", "bitcoin:bcrt1qx?amount=-1", "bitcoin:bcrt1qx?amount=1e3", "bitcoin:bcrt1qx?req-magic=1", "x" * 501]
)
def test_a_link_that_asks_for_the_impossible_is_refused(text: str) -> None:
    with pytest.raises(bip21.NotReadable):
        bip21.read(text, scheme="bitcoin", asset="BTC")


def test_a_bare_address_and_capital_letters_are_read_too() -> None:
    assert bip21.read(" bcrt1qx ", scheme="bitcoin", asset="BTC").address == "bcrt1qx"
    assert bip21.read("BITCOIN:BCRT1QX?amount=1", scheme="bitcoin", asset="BTC").amount_minor == 10**8
