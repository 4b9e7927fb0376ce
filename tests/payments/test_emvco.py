"""The text of a merchant's QR is read back as it was written, and nothing damaged is read at all."""

import random
import string
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyin.kit.errors import Refusal
from zhiyin.payments import emvco
from zhiyin.payments.emvco import MerchantCode

EMV = "".join(chr(sign) for sign in range(0x20, 0x7F))
SHOP = MerchantCode(merchant_id=UUID(int=7), name="Anna's Bakery", name_zh="安娜面包房", city="Columbus", country="US", mcc="5462", currency="840")


def some(alphabet: str, shortest: int, longest: int) -> st.SearchStrategy[str]:
    return st.text(alphabet, min_size=shortest, max_size=longest)


CODES = st.builds(
    MerchantCode,
    merchant_id=st.uuids(),
    name=some(EMV, 1, 25),
    city=some(EMV, 1, 15),
    mcc=some(string.digits, 4, 4),
    currency=some(string.digits, 3, 3),
    country=some(string.ascii_uppercase, 2, 2),
    code_id=some(string.ascii_uppercase + "23456789", 0, 8),
    amount=st.one_of(st.just(""), st.integers(1, 10**9).map(lambda minor: f"{minor / 100:.2f}")),
    name_zh=st.text(st.characters(categories=("Lo", "Lu", "Nd")), max_size=25),
    postal_code=some(string.digits, 0, 10),
    reference=some(string.ascii_uppercase + string.digits, 0, 25),
)


@given(CODES)
def test_what_was_written_is_read_back(code: MerchantCode) -> None:
    assert emvco.decode(emvco.encode(code)) == code


@given(CODES, st.data())
def test_one_changed_sign_is_never_read(code: MerchantCode, data: st.DataObject) -> None:
    text = emvco.encode(code)
    place = data.draw(st.integers(0, len(text) - 1))
    sign = data.draw(st.sampled_from(EMV + "é中").filter(lambda each: each != text[place]))

    with pytest.raises(Refusal):
        emvco.decode(text[:place] + sign + text[place + 1 :])


def test_ten_thousand_damaged_texts_are_refused_without_a_crash() -> None:
    chance, text = random.Random(2026), emvco.encode(SHOP)
    for _ in range(10_000):
        damaged = list(text)
        for _ in range(chance.randint(1, 6)):
            place = chance.randrange(len(damaged))
            damaged[place : place + chance.choice((0, 1, 1, 2))] = [chance.choice(EMV + "\x00\ud800²中")] * chance.choice((0, 1, 1, 3))
        assert not accepted("".join(damaged)) or "".join(damaged) == text


def test_ten_thousand_texts_with_right_check_digits_do_not_crash() -> None:
    chance, text = random.Random(7), emvco.encode(SHOP)[:-4]
    for _ in range(10_000):
        damaged = list(text)
        for _ in range(chance.randint(1, 4)):
            damaged[chance.randrange(len(damaged) - 4)] = chance.choice(EMV + "²中")
        accepted("".join(damaged) + emvco.check_digits("".join(damaged)))


def test_the_check_digits_are_those_of_the_standard() -> None:
    assert emvco.check_digits("123456789") == "29B1"


def test_the_fields_stand_where_the_standard_wants_them() -> None:
    text = emvco.encode(SHOP)

    assert text.startswith("000201010211" + "26")
    assert "52045462" + "5303840" + "5802US" + "5913Anna's Bakery" + "6008Columbus" in text
    assert "64150002zh0105安娜面包房" in text
    assert text[-8:-4] == "6304"


def test_a_whole_code_of_another_service_is_not_ours() -> None:
    text = emvco.encode(SHOP).replace("org.zhiyin", "com.others")[:-4]

    with pytest.raises(Refusal, match="code_not_ours"):
        emvco.decode(text + emvco.check_digits(text))


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Café  Zoë", "Cafe Zoe"),
        ("知音 Tea", "Tea"),
        ("A" * 40, "A" * 25),
        ("面包房", ""),
        ("Ｂａｋｅｒｙ", "Bakery"),
        ("a\x00\nb", "a b"),
    ],
)
def test_a_name_is_told_in_the_alphabet_of_the_standard(name: str, kept: str) -> None:
    assert emvco.plain(name, 25) == kept


def accepted(text: str) -> bool:
    try:
        emvco.decode(text)
    except Refusal:
        return False
    return True
