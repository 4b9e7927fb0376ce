"""Proofs are those of OpenTimestamps, byte for byte: its own library is the oracle."""

import hashlib
import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentimestamps.core.notary import BitcoinBlockHeaderAttestation, PendingAttestation, UnknownAttestation
from opentimestamps.core.op import OpAppend, OpPrepend, OpSHA256
from opentimestamps.core.serialize import BytesDeserializationContext, BytesSerializationContext
from opentimestamps.core.timestamp import DetachedTimestampFile, Timestamp

from zhiyin.ledger.anchors import proofs
from zhiyin.ledger.anchors.proofs import BadProof, Step, Way

DIGEST = hashlib.sha256(b"a head").digest()
CALENDAR = "https://calendar.example.org"
STEPS = st.lists(
    st.one_of(
        st.just(Step(proofs.SHA256)),
        st.builds(Step, st.sampled_from([proofs.APPEND, proofs.PREPEND]), st.binary(min_size=1, max_size=40)),
    ),
    max_size=8,
).map(tuple)
ENDS = st.one_of(
    st.integers(0, 2_000_000).map(proofs.in_block),
    st.sampled_from([CALENDAR, "https://b.example.org/x", ""]).map(proofs.pending),
    st.binary(max_size=40).map(lambda payload: proofs.Attestation(bytes.fromhex("06869a0d73d71b46"), payload)),
)
WAYS = st.lists(st.tuples(STEPS, ENDS), min_size=1, max_size=12).map(
    lambda each: tuple(Way(steps, proofs.run(steps, DIGEST), end) for steps, end in each)
)


def theirs(data: bytes) -> DetachedTimestampFile:
    """As the oracle reads it."""
    return DetachedTimestampFile.deserialize(BytesDeserializationContext(data))


def theirs_written(stamp: DetachedTimestampFile) -> bytes:
    """As the oracle writes it."""
    context = BytesSerializationContext()
    stamp.serialize(context)
    return bytes(context.getbytes())


def told(stamp: Timestamp) -> set[tuple[bytes, str]]:
    """What the oracle says is attested."""
    return {(reached, repr(attestation)) for reached, attestation in stamp.all_attestations()}


def ours_told(ways: tuple[Way, ...]) -> set[tuple[bytes, str]]:
    """The same by our reader, in the oracle's words."""

    def word(end: proofs.Attestation) -> str:
        if end.height is not None:
            return repr(BitcoinBlockHeaderAttestation(end.height))
        return repr(UnknownAttestation(end.kind, end.payload) if end.address is None else PendingAttestation(end.address))

    return {(way.reached, word(way.attestation)) for way in ways}


@given(ways=WAYS)
def test_what_we_write_the_oracle_reads_and_what_it_writes_we_read(ways: tuple[Way, ...]) -> None:
    data = proofs.write_file(DIGEST, ways)

    stamp = theirs(data)

    assert stamp.file_digest == DIGEST
    assert told(stamp.timestamp) == ours_told(ways)
    digest, again = proofs.read_file(theirs_written(stamp))
    assert digest == DIGEST
    assert set(again) == set(ways)
    assert set(proofs.read_file(data)[1]) == set(ways)


def test_a_file_of_the_oracle_is_written_again_to_the_byte() -> None:
    stamp = Timestamp(DIGEST)
    blind = stamp.ops.add(OpAppend(b"n" * 16)).ops.add(OpSHA256())
    blind.attestations.add(PendingAttestation(CALENDAR))
    blind.ops.add(OpAppend(b"x")).ops.add(OpPrepend(b"y")).ops.add(OpSHA256()).attestations.add(BitcoinBlockHeaderAttestation(924_001))
    data = theirs_written(DetachedTimestampFile(OpSHA256(), stamp))

    digest, ways = proofs.read_file(data)

    assert proofs.write_file(digest, ways) == data
    assert [way.attestation.height for way in ways] == [None, 924_001]


@given(data=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_and_never_more_than_that(data: bytes) -> None:
    try:
        ways = proofs.read(data, DIGEST)
    except BadProof:
        return
    assert all(proofs.run(way.steps, DIGEST) == way.reached for way in ways)
    assert set(proofs.read(proofs.write(ways), DIGEST)) == set(ways)


@given(ways=WAYS, seed=st.integers(0, 2**32))
def test_a_spoilt_proof_is_refused_or_says_something_else(ways: tuple[Way, ...], seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(proofs.write_file(DIGEST, ways))
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)

    try:
        digest, read = proofs.read_file(bytes(data))
    except BadProof:
        return

    assert (digest, set(read)) != (DIGEST, set(ways))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "too early"),
        (b"\x00", "too early"),
        (b"\xff\xff", "0xff is not known"),
        (b"\x03", "0x03 is not known"),
        (b"\x67", "0x67 is not known"),
        (b"\xf0\x00", "0 bytes, where 1 to 4096"),
        (b"\xf0\x81\x20" + b"x" * 4097, "4097 bytes"),
        (b"\xf0\xff\xff\xff\xff\xff\x01", "too large"),
        (b"\x08" * 300 + bytes(proofs.in_block(1)), "256 steps"),
        ((b"\xff" + bytes(proofs.in_block(1))) * 80 + bytes(proofs.in_block(1)), "64 ways"),
        (bytes(proofs.in_block(1)) + b"\x00", "behind its end"),
        (b"\x00" + proofs.BITCOIN + b"\x02\x01\x01", "behind its end"),
        (bytes(proofs.pending("https://x.example/?a=1")), "signs that may not"),
        (bytes(proofs.pending("x" * 1001)), "1001 bytes"),
        (b"\x08" * 100_001, "more than 100000 bytes"),
        ((b"\xf0\x80\x10" + b"x" * 2048) * 2 + bytes(proofs.in_block(1)), "more than 4096 bytes"),
    ],
)
def test_what_is_wrong_is_said(data: bytes, says: str) -> None:
    with pytest.raises(BadProof, match=says):
        proofs.read(data, DIGEST)


@pytest.mark.parametrize(
    ("data", "says"),
    [(b"PK\x03\x04", "does not begin"), (proofs.MAGIC + b"\x02" + bytes(20), "not of a SHA-256"), (proofs.MAGIC + b"\x08" + bytes(31), "too early")],
)
def test_another_file_is_told_apart(data: bytes, says: str) -> None:
    with pytest.raises(BadProof, match=says):
        proofs.read_file(data)


def test_the_most_that_fits_is_read_in_little_time() -> None:
    long = (b"\xf0\x80\x0f" + b"x" * 1920 + b"\x08") * 50
    begun = time.process_time()

    with pytest.raises(BadProof):
        proofs.read(long + b"\x08" * 300, DIGEST)

    assert time.process_time() - begun < 0.5


def test_a_promise_is_replaced_by_what_its_calendar_told_since() -> None:
    first = (Step(proofs.APPEND, b"1"), Step(proofs.SHA256))
    promised = Way(first, proofs.run(first, DIGEST), proofs.pending(CALENDAR))
    other = Way((), DIGEST, proofs.pending("https://other.example.org"))
    later = proofs.read(b"\xf1\x01z\x08" + bytes(proofs.in_block(7)), promised.reached)

    whole = proofs.onward((promised, other), {promised.reached: later})

    assert [way.attestation for way in whole] == [proofs.in_block(7), other.attestation]
    assert proofs.run(whole[0].steps, DIGEST) == whole[0].reached == hashlib.sha256(b"z" + promised.reached).digest()
    assert set(proofs.read_file(proofs.write_file(DIGEST, whole))[1]) == set(whole)


def test_a_proof_without_a_way_is_none() -> None:
    with pytest.raises(BadProof):
        proofs.write(())
