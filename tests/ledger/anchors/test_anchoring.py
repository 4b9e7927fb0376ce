"""Once a day a head is on its way into Bitcoin, whatever calendars, workers and cables do."""

import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connections, transaction
from opentimestamps.core.notary import BitcoinBlockHeaderAttestation, PendingAttestation
from opentimestamps.core.serialize import BytesDeserializationContext
from opentimestamps.core.timestamp import DetachedTimestampFile
from pytest_django import Settings
from tests.ledger.anchors.server import calendar
from tests.ledger.seals.lived import AT, as_owner_without_guards, every_kind, seal_all, told

from zhiyin.kit import clock
from zhiyin.ledger.anchors import calendars, proofs, queries, services
from zhiyin.ledger.anchors.calendars import PretendCalendar
from zhiyin.ledger.anchors.couriers import Couriers
from zhiyin.ledger.anchors.services import Told
from zhiyin.ledger.seals import queries as seals
from zhiyin.site import database
from zhiyin.site.launch import checks

pytestmark = pytest.mark.usefixtures("fresh_database")
SOON = timedelta(minutes=5)
TURN = timedelta(hours=1)
BLOCK = PretendCalendar.block


@pytest.fixture
def three(settings: Settings) -> Iterator[list[Any]]:
    """Three calendars that the operator named, of which two must promise; every line of a small journal is sealed."""
    with ExitStack() as stack:
        servers = [stack.enter_context(calendar()) for _ in range(3)]
        settings.CONFIG = replace(settings.CONFIG, calendars=tuple(server.url for server in servers), calendars_needed=2)
        every_kind()
        seal_all()
        yield servers


def work(at: datetime) -> None:
    """A worker's rounds at that moment, until all calls are back and noted."""
    couriers = Couriers()
    while couriers.round(at):
        couriers.until_back()


def only_anchor() -> queries.Anchor:
    """The one there is."""
    (found,) = queries.anchors()
    return found


def attested(data: bytes | None) -> tuple[bytes, list[Any]]:
    """What the oracle reads out of an `.ots` file: of which digest, and who attests."""
    assert data
    stamp = DetachedTimestampFile.deserialize(BytesDeserializationContext(data))
    return stamp.file_digest, [attestation for _, attestation in stamp.timestamp.all_attestations()]


def test_the_newest_head_is_promised_by_all_and_later_in_a_block(three: list[Any]) -> None:
    work(AT)

    newest = seals.head()
    assert newest
    digest, promises = attested(queries.proof(newest.size))
    assert digest == hashlib.sha256(newest.note.encode()).digest()
    assert {type(each) for each in promises} == {PendingAttestation}
    assert only_anchor().promises == 3
    assert only_anchor().height is None
    shown = {each for server in three for _, path, each in server.asked if path == "/digest"}
    assert len(shown) == 1
    assert shown != {digest}  # calendars learn nothing of the head

    work(AT + SOON)  # no block has it yet
    assert only_anchor().height is None
    for server in three:
        server.has_block = True
    work(AT + TURN)

    digest, blocks = attested(queries.proof(newest.size))
    assert digest == hashlib.sha256(newest.note.encode()).digest()
    assert set(blocks) == {BitcoinBlockHeaderAttestation(BLOCK)}
    assert only_anchor().height == BLOCK
    assert seals.verify().problems == ()


def test_the_root_is_told_as_explorers_write_it(three: list[Any]) -> None:
    three[0].has_block = True
    work(AT)
    work(AT + SOON)

    size = only_anchor().size
    (root,) = queries.roots(size)

    _, ways = proofs.read_file(queries.proof(size) or b"")
    (reached,) = [way.reached for way in ways if way.attestation.height]
    assert (root.height, bytes.fromhex(root.merkle_root)[::-1]) == (BLOCK, reached)


def test_a_day_has_one_anchor_and_a_head_is_anchored_once(three: list[Any]) -> None:
    work(AT)
    work(AT + timedelta(days=1))  # nothing was sealed since
    assert len(queries.anchors()) == 1

    every_kind()
    seal_all()
    work(AT + timedelta(hours=1))  # the day has its anchor
    assert len(queries.anchors()) == 1
    work(AT + timedelta(days=1))

    assert [each.size for each in queries.anchors()] == [26, 13]
    assert [each.size for each in queries.anchors(below=26)] == [13]
    assert seals.verify().problems == ()


def test_nothing_is_begun_before_anything_is_sealed_and_nothing_sent_where_no_calendar_is_named() -> None:
    assert services.begin(at=AT, calendars=["https://a.example.org"]) is False
    every_kind()
    seal_all()

    work(AT)

    assert queries.anchors() == ()
    assert checks._anchors().says == "off"


def test_workers_that_race_anchor_once_and_ask_each_calendar_once(three: list[Any]) -> None:
    def race(_: int) -> None:
        work(AT)
        connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(race, range(6)))

    assert only_anchor().promises == 3
    assert [len(server.asked) for server in three] == [1, 1, 1]


def test_a_calendar_that_is_down_for_an_hour_keeps_nobody_waiting_and_is_asked_again(three: list[Any]) -> None:
    three[0].answers = (503, b"")
    work(AT)

    assert only_anchor().is_open_to_all
    assert [stamp.problem for stamp in only_anchor().stamps if not stamp.promised] == ["answers 503"]
    for minutes in range(5, 60, 5):
        work(AT + timedelta(minutes=minutes))
    assert only_anchor().promises == 2
    three[0].answers = None
    work(AT + timedelta(minutes=75))

    assert only_anchor().promises == 3
    assert {stamp.problem for stamp in only_anchor().stamps} == {""}


def test_with_fewer_promises_than_needed_no_proof_is_given_out_and_the_doctor_tells(
    three: list[Any], monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    monkeypatch.setattr(checks, "CONFIG", settings.CONFIG)
    three[0].answers = three[1].answers = (500, b"")
    work(AT)

    found = only_anchor()
    assert queries.proof(found.size) is None
    assert not found.is_late(AT + timedelta(hours=23))
    assert found.is_late(AT + timedelta(hours=25))
    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(hours=25))
    assert not checks._anchors().ok
    assert "answers 500" in checks._anchors().says


BAD = (
    (200, b"", "no proof: it ends too early"),
    (200, b"<html>", "no proof: an operation 0x3c"),
    (200, b"x" * 20_000, "more than 10000 bytes"),
    (200, bytes(proofs.Attestation(b"whatever", b"")), "neither promises"),
    (302, b"", "answers 302"),
    (404, b"", "answers 404"),
    (500, b"oh", "answers 500"),
)


def test_what_is_no_promise_is_not_kept_and_nobody_is_followed_elsewhere(settings: Settings) -> None:
    with ExitStack() as stack:
        servers = [stack.enter_context(calendar()) for _ in BAD]
        for server, (status, answer, _) in zip(servers, BAD, strict=True):
            server.answers = (status, answer)
        addresses = (*(server.url for server in servers), "http://127.0.0.1:9")
        settings.CONFIG = replace(settings.CONFIG, calendars=addresses)
        every_kind()
        seal_all()

        work(AT)

        said = {stamp.calendar: stamp.problem for stamp in only_anchor().stamps}
        assert [says in said[server.url] for server, (_, _, says) in zip(servers, BAD, strict=True)] == [True] * len(BAD)
        assert said[addresses[-1]] == "refused"
        assert only_anchor().promises == 0
        assert [[path for _, path, _ in server.asked] for server in servers] == [["/digest"]] * len(BAD)


def test_a_bad_answer_later_leaves_the_promise_as_it_is(three: list[Any]) -> None:
    work(AT)
    before = queries.proof(only_anchor().size)
    for server in three:
        server.answers = (200, b"\xf0")
    work(AT + SOON)

    assert queries.proof(only_anchor().size) == before
    assert {stamp.problem for stamp in only_anchor().stamps} == {"answers what is no proof: it ends too early"}


def test_an_address_within_an_answer_is_never_called(three: list[Any]) -> None:
    work(AT)
    with calendar() as stranger:
        for server in three:
            server.answers = (200, bytes(proofs.pending(stranger.url)))
        every_kind()
        seal_all()
        work(AT + timedelta(days=1))
        work(AT + timedelta(days=1) + SOON)

        assert stranger.asked == []


Steps = Callable[[datetime, list[Any]], None]


def _begun(at: datetime, servers: list[Any]) -> None:
    services.begin(at=at, calendars=[server.url for server in servers])


def _claimed(at: datetime, servers: list[Any]) -> None:
    _begun(at, servers)
    services.claim(at=at, calendars=[server.url for server in servers], limit=9)


def _asked(at: datetime, servers: list[Any]) -> None:
    _begun(at, servers)
    for errand in services.claim(at=at, calendars=[server.url for server in servers], limit=9):
        services.ask(errand, calendars.at(errand.calendar))


def test_a_worker_that_dies_between_two_steps_is_followed_by_the_next_one(three: list[Any]) -> None:
    for days, until in enumerate((_begun, _claimed, _asked)):
        at = AT + timedelta(days=days)
        for server in three:
            server.has_block = False
        every_kind()
        seal_all(at=at)
        until(at, three)
        work(at)
        work(at + SOON)
        assert queries.anchors()[0].promises == 3

        for server in three:
            server.has_block = True
        until(at + TURN, three)
        work(at + 2 * TURN)
        assert queries.anchors()[0].height == BLOCK

    assert len(queries.anchors()) == 3
    assert len({digest for server in three for _, path, digest in server.asked if path == "/digest"}) == 3
    assert seals.verify().problems == ()


def test_a_head_that_is_not_ours_is_not_begun_and_a_late_answer_changes_nothing_that_is_there(three: list[Any]) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        told("select ledger.begin_anchor('2026-11-22', 999, sha256('x'), 'sixteen bytes it', '{a}', now())")
    _begun(AT, three)
    (first, *_) = services.claim(at=AT, calendars=[three[0].url], limit=1)
    promise = services.ask(first, calendars.at(first.calendar))
    services.note(first, promise, at=AT)
    three[0].has_block = True
    (again,) = services.claim(at=AT + SOON, calendars=[three[0].url], limit=1)
    services.note(again, services.ask(again, calendars.at(again.calendar)), at=AT)

    services.note(first, promise, at=AT)
    services.note(first, Told(problem="timeout"), at=AT)

    assert only_anchor().height == BLOCK
    assert {stamp.problem for stamp in only_anchor().stamps} == {""}


SPOILS = (
    ("update ledger.anchor set digest = sha256('another head')", "anchor_differs"),
    ("update ledger.anchor set nonce = 'sixteen bytes it'", "anchor_proof_differs"),
    ("update ledger.anchor_stamp set stamp = set_byte(stamp, 5, get_byte(stamp, 5) # 1)", "anchor_proof_differs"),
    ("update ledger.anchor_stamp set mac = null", "anchor_proof_differs"),
    ("update ledger.anchor_stamp set height = 7", "anchor_proof_differs"),
    ("update ledger.anchor_stamp set height = null", "anchor_proof_differs"),
    ("update ledger.tree_head set origin = 'elsewhere.example.org'", "anchor_differs"),
)


def test_what_somebody_changed_is_found(three: list[Any]) -> None:
    for server in three:
        server.has_block = True
    work(AT)
    work(AT + SOON)
    as_owner_without_guards()

    for spoil, kind in SPOILS:
        with transaction.atomic():
            told(spoil)
            assert kind in {problem.kind for problem in seals.verify().problems}, spoil
            transaction.set_rollback(True)


def test_a_stamp_that_cannot_be_read_is_left_out_of_the_proof(three: list[Any]) -> None:
    work(AT)
    as_owner_without_guards()
    told("update ledger.anchor_stamp set stamp = '\\x03' where calendar = (select min(calendar) from ledger.anchor_stamp)")

    assert len(attested(queries.proof(only_anchor().size))[1]) >= 1
    assert queries.roots(only_anchor().size) == ()


CHANGES = (
    "update ledger.anchor set digest = nonce",
    "delete from ledger.anchor",
    "update ledger.anchor_stamp set stamp = null",
    "delete from ledger.anchor_stamp",
)


def test_neither_the_pages_nor_the_owner_by_mistake_take_anything_of_it_back(three: list[Any]) -> None:
    work(AT)

    for statement in (*CHANGES, "insert into ledger.anchor_stamp (size, calendar, next_at) values (13, 'x', now())"):
        with pytest.raises(DatabaseError), transaction.atomic():
            told(statement)
    for statement in CHANGES:
        with database.as_owner(), pytest.raises(DatabaseError), transaction.atomic():
            told(statement)
