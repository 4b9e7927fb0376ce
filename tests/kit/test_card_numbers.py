"""A card's number is found however it is typed, and nothing else is taken for one."""

import time

import pytest

from zhiyin.kit.card_numbers import found_in
from zhiyin.kit.ids import uuid7
from zhiyin.payments.presenting import made


@pytest.mark.parametrize(
    "text",
    [
        "4111111111111111",
        "my card 4111 1111 1111 1111 12/30 123",
        "4111-1111-1111-1111",
        "4111.1111.1111.1111",
        "４１１１１１１１１１１１１１１１",
        "卡号4111111111111111。",
        "378282246310005",
        "3782 822463 10005",
        "5555555555554444",
        "2223003122003222",
        "6011111111111117",
        "3530111333300000",
        "6200000000000005",
        "30569309025904",
        '{"code":"4242424242424242"}',
        "1 2 3 4 4111111111111111 5",
    ],
)
def test_a_card_number_is_found(text: str) -> None:
    assert found_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "4111111111111112",
        "1234567890123456",
        "+86 138 0013 8000",
        "DE89 3704 0044 0532 0130 00",
        "GB29 NWBK 6016 1331 9268 19",
        "00020101021226580014zy4111111111111111x",
        "2026-11-22T10:00:00+00:00~01a1306e56e071e198f23bc1adc3ee24",
        "10,000.00",
        "411111111111111141111111111111",
        "x" * 100_000,
        "9" * 100_000,
    ],
)
def test_anything_else_is_not_taken_for_one(text: str) -> None:
    assert not found_in(text)


def test_our_own_ids_are_not_taken_for_one() -> None:
    assert not any(found_in(str(uuid7())) for _ in range(2_000))


@pytest.mark.parametrize("text", ["1 " * 30 + "4242 4242 4242 4242", "4242\u20134242\u20114242\u22124242", "4242\u200b4242\u200b4242\u200b4242"])
def test_a_card_number_is_found_behind_other_figures_and_between_signs_that_keyboards_make(text: str) -> None:
    assert found_in(text)


@pytest.mark.parametrize("part", ["4 " * 24 + ",", "41 " * 24 + ",", "4 ", "4", "4111 1111 1111 1112,", "\uff14 "])
def test_nobody_can_keep_us_looking(part: str) -> None:
    text = (part * (1_000_000 // len(part)))[:1_000_000]
    begun = time.process_time()
    found_in(text)

    assert time.process_time() - begun < 3  # 0.2 s on a quiet machine, for some 30 s before


@pytest.mark.parametrize("cut", [(20,), (4, 16), (4, 4, 4, 4, 4), (1, 19), (7, 13)], ids=str)
def test_a_code_that_a_person_shows_is_none_however_it_is_typed(cut: tuple[int, ...]) -> None:
    for step in range(2_000):
        code, groups = made(f"{step * 7919 % 10**9:09}", b"secret", step), []
        for length in cut:
            groups.append(code[:length])
            code = code[length:]
        assert not found_in(" ".join(groups))


def test_twenty_digits_that_are_nobodys_code_are_looked_at() -> None:
    assert found_in("7123 4111111111111111")
