"""Texts as short messages, and what comes back."""

import pytest
import smpp34
from hypothesis import given
from hypothesis import strategies as st

from zhiyin.channels.providers.sms import pdus, receipts, writing


def joined(text: str) -> str:
    """What a telephone shows of it."""
    pieces = writing.parts(text, reference=7)
    return "".join(writing.read(piece.raw, coding=piece.coding, numbered=piece.numbered) for piece in pieces)


@given(st.text(max_size=200))
def test_what_is_written_is_what_is_read(text: str) -> None:
    spoken = text.encode("utf-16-be", "replace").decode("utf-16-be", "replace")
    assert joined(text) == spoken


@pytest.mark.parametrize(
    ("text", "sizes", "coding"),
    [
        ("a" * 160, [160], writing.GSM),
        ("a" * 161, [159, 14], writing.GSM),
        ("€" * 81, [158, 16], writing.GSM),
        ("好" * 70, [140], writing.UCS2),
        ("好" * 71, [140, 14], writing.UCS2),
        ("好" * 66 + "🏮" * 3, [138, 18], writing.UCS2),
    ],
)
def test_a_long_text_is_cut_between_signs(text: str, sizes: list[int], coding: int) -> None:
    pieces = writing.parts(text, reference=7)

    assert [len(piece.raw) for piece in pieces] == sizes
    assert {piece.coding for piece in pieces} == {coding}
    assert joined(text) == text


def test_what_does_not_fit_into_six_messages_ends_with_a_sign() -> None:
    pieces = writing.parts("好" * 1_000, reference=7)

    assert len(pieces) <= writing.PARTS_MAX
    assert joined("好" * 1_000).endswith("好…")
    assert len(writing.parts("a" * 2_000, reference=7)) <= writing.PARTS_MAX


def test_our_words_are_read_by_another_make() -> None:
    body = pdus.submit("20255", "+8613800000001", part=writing.parts("您好", reference=1)[0], receipt=True)
    read = smpp34.decode(pdus.Pdu(pdus.SUBMIT, 0, 9, body).wire)

    assert isinstance(read, smpp34.SubmitSm)
    assert (read.source_addr, read.destination_addr, read.dest_addr_ton, read.sequence_number) == ("20255", "8613800000001", 1, 9)
    assert (read.data_coding, read.registered_delivery, read.short_message.decode("utf-16-be")) == (8, 1, "您好")


def test_the_words_of_another_make_are_read_by_us() -> None:
    tags = [smpp34.Tlv(receipts.TAG_ID, b"c7\0"), smpp34.Tlv(receipts.TAG_STATE, b"\x05")]
    theirs = smpp34.DeliverSm("15550000001", "20255", b"id:zz stat:DELIVRD", esm_class=4, tlvs=tags).encode()

    found = pdus.delivery(theirs[pdus.HEADER.size :])
    assert (found.sender, found.receiver, found.kind) == ("15550000001", "20255", 4)
    assert receipts.read(found.raw.decode(), found.parameters) == receipts.Receipt("c7", delivered=False, why="UNDELIV")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("id:7 sub:001 dlvrd:001 submit date:2611231200 stat:DELIVRD err:000 text:Hi", receipts.Receipt("7", delivered=True, why="DELIVRD")),
        ("ID:a-7 STAT:undeliv err:012", receipts.Receipt("a-7", delivered=False, why="UNDELIV 012")),
        ("id:7 stat:ENROUTE err:000", receipts.Receipt("7", delivered=None, why="ENROUTE")),
        ("nothing of that kind", None),
    ],
)
def test_a_receipt_is_read_from_its_text(text: str, expected: receipts.Receipt | None) -> None:
    assert receipts.read(text, {}) == expected


@given(st.binary(max_size=60))
def test_bytes_that_make_no_sense_are_refused_not_stumbled_over(raw: bytes) -> None:
    try:
        pdus.delivery(raw)
    except pdus.BadPdu:
        return
