"""Tags at a till: what we write others read, what others write we read, and nothing else passes."""

import random

import ndef as reference
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyin.payments import ndef
from zhiyin.payments.ndef import TagUnreadable

SHAPE = r"(https?://(www\.)?)?[a-z]{1,20}\.example(:[0-9]{2,4})?/[A-Za-z0-9/?=&._~-]{0,300}"
ADDRESSES = st.from_regex(SHAPE, fullmatch=True, alphabet=st.characters(codec="ascii"))


@given(ADDRESSES)
def test_ndeflib_reads_what_we_write(address: str) -> None:
    records = list(reference.message_decoder(ndef.encode(address)))

    assert [(type(record), record.uri) for record in records] == [(reference.UriRecord, address)]


@given(ADDRESSES)
def test_we_write_what_ndeflib_writes_and_read_it(address: str) -> None:
    theirs = b"".join(reference.message_encoder([reference.UriRecord(address)]))

    assert ndef.decode(theirs) == address
    assert ndef.decode(ndef.encode(address)) == address
    assert ndef.encode(address) == theirs


def test_ten_thousand_made_up_tags_are_read_or_refused() -> None:
    draw, good = random.Random(4), ndef.encode("https://wallet.example.org/pay/confirm/?code=ABC234")
    for number in range(10_000):
        message = bytearray(good if number % 2 else draw.randbytes(draw.randrange(80)))
        for _ in range(draw.randrange(4)):
            if message:
                message[draw.randrange(len(message))] = draw.randrange(256)
        try:
            assert isinstance(ndef.decode(bytes(message[: draw.choice((len(message), draw.randrange(80)))])), str)
        except TagUnreadable:
            continue


@pytest.mark.parametrize(
    "record", [reference.TextRecord("https://a.example"), reference.UriRecord("tel:+4912345"), reference.SmartposterRecord("https://a")]
)
def test_what_is_no_address_of_the_web_is_refused(record: object) -> None:
    with pytest.raises(TagUnreadable):
        ndef.decode(b"".join(reference.message_encoder([record])))


def test_two_records_are_one_too_many_and_a_long_address_has_no_room() -> None:
    two = b"".join(reference.message_encoder([reference.UriRecord("https://a"), reference.UriRecord("https://b")]))

    with pytest.raises(TagUnreadable):
        ndef.decode(two)
    with pytest.raises(ValueError, match="at most"):
        ndef.encode("https://a.example/" + "x" * 400)
