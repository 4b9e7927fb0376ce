"""The digits of a person's own code: the standard's numbers, and nothing that was changed."""

import random
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyin.payments import presenting
from zhiyin.payments.presenting import NotAPersonsCode

SECRET, NUMBER = b"12345678901234567890123456789012", "314159265"
AT = datetime(2026, 11, 22, 20, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(("seconds", "password"), [(59, "46119246"), (1111111109, "68084774"), (2000000000, "90698825"), (20000000000, "77737706")])
def test_passwords_are_those_of_rfc_6238(seconds: int, password: str) -> None:
    assert presenting.password(SECRET, seconds // 30) == password


@given(secret=st.binary(min_size=1, max_size=64), step=st.integers(0, 2**40), number=st.from_regex(r"[0-9]{9}", fullmatch=True))
def test_a_code_is_read_as_it_was_made(secret: bytes, step: int, number: str) -> None:
    code = presenting.made(number, secret, step)

    digits = presenting.read(f"{code[:4]} {code[4:8]}-{code[8:]}\n")

    assert len(code) == 20
    assert (digits.number, digits.password) == (number, presenting.password(secret, step))


def test_a_code_is_good_in_its_minute_and_the_two_beside_it() -> None:
    now = presenting.step_at(AT)
    read = {step - now: presenting.step_of(presenting.read(presenting.made(NUMBER, SECRET, step)), SECRET, at=AT) for step in range(now - 3, now + 4)}

    assert {near: step is not None for near, step in read.items()} == {near: abs(near) <= 1 for near in range(-3, 4)}


def test_any_digit_changed_and_any_two_exchanged_are_seen() -> None:
    code = presenting.made(NUMBER, SECRET, presenting.step_at(AT))
    changed = {code[:place] + other + code[place + 1 :] for place in range(20) for other in "0123456789" if other != code[place]}
    turned = {code[:place] + code[place + 1] + code[place] + code[place + 2 :] for place in range(19) if code[place] != code[place + 1]}

    for wrong in changed | turned:
        with pytest.raises(NotAPersonsCode):
            presenting.read(wrong)


def test_ten_thousand_made_up_texts_are_refused_in_words() -> None:
    draw, code = random.Random(20261122), presenting.made(NUMBER, SECRET, presenting.step_at(AT))
    signs = "0123456789" * 4 + "７٣abcXYZ-· \x00\n+🧧'\"<%"
    let_through = 0
    for number in range(10_000):
        text = "".join(draw.choice(signs) for _ in range(draw.choice((0, 1, 19, 20, 20, 20, 21, 60, 500)))) if number % 3 else _mutated(code, draw)
        try:
            digits = presenting.read(text)
        except NotAPersonsCode:
            continue
        let_through += presenting.step_of(digits, SECRET, at=AT) is not None and digits.number == NUMBER
    assert let_through == 0


def _mutated(code: str, draw: random.Random) -> str:
    place, other = draw.randrange(20), draw.choice("0123456789x ")
    return (code[:place] + other + code[place + 1 :] if other != code[place] else code[:-1])[: draw.choice((19, 20))] + draw.choice(("", "0", "?"))


@pytest.mark.parametrize("text", ["", "7", "7" * 20, "0" * 20, "９" * 20, "4111111111111111", "000201010212", "\x00" * 20])
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(NotAPersonsCode):
        presenting.read(text)
