"""Short messages over SMPP, with a centre of another make at the other end."""

import queue
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.channels.sms import peer as peers
from tests.channels.sms.peer import Peer

from zhiyin.channels.providers.sms import line as lines
from zhiyin.channels.providers.sms import pdus, receipts, writing
from zhiyin.channels.providers.sms.line import Line, LineDown
from zhiyin.channels.providers.sms.pdus import Delivery

HELD_SECONDS = 10.0


@pytest.fixture(scope="module")
def peer() -> Iterator[Peer]:
    with peers.running() as running:
        yield running


@pytest.fixture
def heard() -> "queue.Queue[Delivery]":
    return queue.Queue()


@pytest.fixture
def line(peer: Peer, heard: "queue.Queue[Delivery]") -> Iterator[Line]:
    made = Line(peer.place, heard=heard.put)
    peer.next("bound")
    yield made
    made.close()


def submit(line: Line, number: str, text: str = "Hello") -> pdus.Pdu:
    (part,) = writing.parts(text, reference=1)
    return line.ask(pdus.SUBMIT, pdus.submit("Zhiyin", number, part=part, receipt=True))


def test_a_message_is_taken_and_its_receipt_comes_back(peer: Peer, line: Line, heard: "queue.Queue[Delivery]") -> None:
    answer = submit(line, "+8613800000001", "您好：点一下就能回答")

    taken, receipt = peer.next("to"), heard.get(timeout=HELD_SECONDS)
    assert answer.status == pdus.OK
    assert (taken["to"], taken["from"], taken["coding"]) == ("8613800000001", "Zhiyin", 8)
    assert bytes.fromhex(taken["hex"]).decode("utf-16-be") == "您好：点一下就能回答"
    assert receipts.read(writing.read(receipt.raw, coding=receipt.coding), receipt.parameters) == receipts.Receipt(
        pdus.first_text(answer.body), delivered=True, why="DELIVRD"
    )
    assert peer.next("handed")["status"] == pdus.OK


def test_what_could_not_be_kept_is_left_with_the_centre(peer: Peer) -> None:
    def lose(_delivery: Delivery) -> None:
        raise RuntimeError("no database")

    line = Line(peer.place, heard=lose)
    peer.next("bound")
    peer.telephone("8613800000001", "STOP")

    assert peer.next("handed")["status"] == pdus.TRY_LATER
    line.close()


def test_a_text_that_somebody_wrote_is_heard(peer: Peer, line: Line, heard: "queue.Queue[Delivery]") -> None:
    assert line.is_up
    peer.telephone("8613800000001", "退订")

    said = heard.get(timeout=HELD_SECONDS)
    assert (said.sender, said.kind & receipts.RECEIPT) == ("8613800000001", 0)
    assert writing.read(said.raw, coding=said.coding) == "退订"


def test_many_at_once_each_get_their_own_answer(line: Line, heard: "queue.Queue[Delivery]") -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda number: submit(line, f"+1555{number:07d}"), range(1_001, 1_041)))

    names = [pdus.first_text(answer.body) for answer in answers]
    told = {(found := receipts.read(heard.get(timeout=HELD_SECONDS).raw.decode(), {})) and found.reference for _ in names}
    assert len(set(names)) == len(names)
    assert told == set(names)


def test_an_impossible_number_and_a_busy_centre_say_so(line: Line) -> None:
    assert submit(line, "+15550000011").status == 0x0B
    assert [submit(line, "+15550000058").status for _ in range(2)] == [0x58, pdus.OK]


def test_a_line_that_breaks_in_the_middle_says_that_the_message_may_have_left(line: Line) -> None:
    with pytest.raises(LineDown) as down:
        submit(line, "+15550000099")

    assert down.value.left
    assert not line.is_up
    with pytest.raises(LineDown) as later:
        submit(line, "+15550000001")
    assert not later.value.left


def test_a_centre_that_does_not_answer_is_not_waited_for(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "ANSWER_SECONDS", 0.2)

    begun = time.monotonic()
    with pytest.raises(LineDown) as down:
        submit(line, "+15550000077")

    assert down.value.left
    assert time.monotonic() - begun < 2


def test_nobody_there_is_no_line(peer: Peer) -> None:
    elsewhere = lines.Centre(host="127.0.0.1", port=1, tls=False, system="zhiyin", password="pass")
    with pytest.raises(LineDown) as down:
        Line(elsewhere, heard=None)

    assert not down.value.left


def test_who_only_sends_is_handed_nothing(peer: Peer) -> None:
    line = Line(peer.place, heard=None)

    assert not peer.next("bound")["listens"]
    assert submit(line, "+15550000001").status == pdus.OK
    line.close()
