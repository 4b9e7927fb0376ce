"""Short messages leave by one company or by the other, their receipts come back, and what people write back is acted upon."""

import json
import queue
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID

import pytest
from tests import make
from tests.channels.sms import peer as peers
from tests.channels.sms.peer import Peer

from zhiyin.channels import models, queries, services
from zhiyin.channels.providers import MAKERS, sms
from zhiyin.channels.providers import signed as gateways
from zhiyin.channels.providers.base import BOUNCE, Kind, Letter, Link
from zhiyin.channels.providers.sms import line as lines
from zhiyin.channels.providers.sms import smpp as smpps
from zhiyin.channels.providers.sms.gateway import Gateway
from zhiyin.channels.providers.sms.receipts import Receipt
from zhiyin.channels.providers.sms.smpp import Smpp
from zhiyin.channels.services import hearing
from zhiyin.events.reach import AddressSuppressed, MessageDelivered, MessageFailed, ReplyReceived
from zhiyin.identity.models import Phone
from zhiyin.kit.ids import uuid7

pytestmark = pytest.mark.django_db
SECRET = "a-secret-that-both-sides-know-and-sign-with"
NUMBER = "+8613800000001"


@pytest.fixture(scope="module")
def peer() -> Iterator[Peer]:
    with peers.running() as running:
        yield running


@pytest.fixture
def centre(peer: Peer) -> Iterator[Smpp]:
    made = Smpp(peer.place, sender="20255")
    yield made
    made.close()


class Company:
    """A gateway on this machine: what it was asked, and what it answers."""

    def __init__(self) -> None:
        self.asked: queue.Queue[tuple[dict[str, str], dict[str, Any]]] = queue.Queue()
        self.answers: list[tuple[int, dict[str, str], bytes]] = []
        company = self

        class Answering(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                said = {name.lower(): value for name, value in self.headers.items()}
                assert gateways.is_signed(said, body, secret=SECRET, at=datetime.fromtimestamp(int(said["webhook-timestamp"]), UTC))
                company.asked.put((said, json.loads(body)))
                status, headers, answer = company.answers.pop(0) if company.answers else (200, {}, b'{"id": "g-7"}')
                self.send_response(status)
                for name, value in (headers | {"Content-Length": str(len(answer))}).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_words: object) -> None:
                """Says nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def gateway(self) -> Gateway:
        """Our side of it."""
        return Gateway(url=f"http://127.0.0.1:{self.server.server_address[1]}/send", secret=SECRET, sender="20255")


@pytest.fixture
def company() -> Iterator[Company]:
    made = Company()
    yield made
    made.server.shutdown()
    made.server.server_close()


def letter(number: str = NUMBER, **facts: Any) -> Letter:
    said: dict[str, Any] = {"title": "How did your payment go?", "body": "One tap is enough.", "language": "en", "at": make.AT} | facts
    return Letter(key=uuid7(), address=number, **said)


def texter(number: str = NUMBER) -> UUID:
    """Somebody with a confirmed number."""
    found = make.person().id
    Phone.objects.create(person_id=found, number=number, confirmed_at=make.AT)
    return found


def send(person_id: UUID, *, template: str = "sms_started", minutes: int = 0, **params: Any) -> UUID:
    at = make.AT + timedelta(minutes=minutes)
    return services.send(key=uuid7(), person_id=person_id, channel="sms", template=template, params=params, at=at)


def by(monkeypatch: pytest.MonkeyPatch, *companies: Any) -> None:
    monkeypatch.setitem(MAKERS, "sms", lambda: companies)


def state(message_id: UUID) -> tuple[str, str]:
    return models.Message.objects.values_list("state", "provider").get(id=message_id)


def test_a_letter_says_what_to_answer_how_to_end_it_and_has_no_address_to_tap(peer: Peer, centre: Smpp) -> None:
    stars = tuple(Link(label=str(value), url=f"https://w.example/m/x?value={value}", value=value) for value in range(1, 6))
    page = Link(label="Open", url="https://w.example/m/x")

    outcome = centre.deliver(letter(links=(*stars, page), headers={"stop": "1"}))

    taken = peer.next("to")
    assert (outcome.kind, outcome.reference[0]) == (Kind.ACCEPTED, "c")
    assert bytes.fromhex(taken["hex"]).decode() == "How did your payment go?\nReply 1 to 5.\nReply STOP to end."


def test_a_long_chinese_letter_goes_in_parts_with_one_receipt(peer: Peer, centre: Smpp) -> None:
    assert centre.deliver(letter(title="知音", body="您" * 100, language="zh-hans")).kind == Kind.ACCEPTED

    pieces = [peer.next("to") for _ in range(2)]
    assert [(piece["coding"], piece["class"], piece["hex"][:6]) for piece in pieces] == [(8, 0x40, "050003")] * 2
    assert [piece["hex"][8:12] for piece in pieces] == ["0201", "0202"]


def test_an_impossible_number_is_refused_a_busy_centre_asks_to_wait_and_a_broken_line_leaves_a_doubt(centre: Smpp) -> None:
    refused, busy = centre.deliver(letter("+15550000011")), centre.deliver(letter("+15551110058"))
    broken = centre.deliver(letter("+15550000099"))

    assert (refused.kind, refused.reason) == (Kind.REFUSED, BOUNCE)
    assert (busy.kind, busy.retry_after) == (Kind.LATER, smpps.THROTTLED)
    assert (broken.kind, broken.reason) == (Kind.UNKNOWN, "line_broke")
    assert centre.deliver(letter()).kind == Kind.ACCEPTED


def test_without_a_line_nothing_left_and_another_company_may_be_asked() -> None:
    nowhere = Smpp(lines.Centre(host="127.0.0.1", port=1, tls=False, system="x", password="y"), sender="20255")

    first, second = nowhere.deliver(letter()), nowhere.deliver(letter())

    assert [(each.kind, each.reason, each.retry_after) for each in (first, second)] == [(Kind.LATER, "no_line", smpps.TROUBLED)] * 2


def test_the_gateway_is_called_once_signed_under_the_letters_key(company: Company) -> None:
    sent = letter()

    outcome = company.gateway.deliver(sent)

    headers, said = company.asked.get(timeout=5)
    assert (outcome.kind, outcome.reference) == (Kind.ACCEPTED, "g-7")
    assert headers["webhook-id"] == str(sent.key)
    assert said == {"to": NUMBER, "from": "20255", "text": "How did your payment go?\nOne tap is enough."}


@pytest.mark.parametrize(
    ("status", "kind", "reason"),
    [(404, Kind.REFUSED, BOUNCE), (422, Kind.REFUSED, BOUNCE), (429, Kind.LATER, "HTTP 429"), (503, Kind.LATER, "HTTP 503")],
)
def test_what_the_gateway_answers_is_what_becomes_of_the_letter(company: Company, status: int, kind: Kind, reason: str) -> None:
    company.answers = [(status, {"Retry-After": "90"}, b"no")]

    outcome = company.gateway.deliver(letter())

    assert (outcome.kind, outcome.reason) == (kind, reason)
    assert outcome.retry_after == (timedelta(seconds=90) if kind == Kind.LATER else None)


def test_a_busy_centre_is_passed_over_for_the_gateway_with_the_same_key(company: Company, centre: Smpp, monkeypatch: pytest.MonkeyPatch) -> None:
    by(monkeypatch, centre, company.gateway)
    sent = send(texter("+15552220058"))

    services.carry("sms", at=make.AT)

    headers, _ = company.asked.get(timeout=5)
    assert headers["webhook-id"] == str(models.Message.objects.get(id=sent).key)
    assert state(sent) == ("sent", "gateway")


def test_after_a_doubt_it_is_not_sent_again_and_its_receipt_ends_the_doubt(company: Company, centre: Smpp, monkeypatch: pytest.MonkeyPatch) -> None:
    by(monkeypatch, centre, company.gateway)
    sent = send(texter("+15550000099"))

    services.carry("sms", at=make.AT)
    services.carry("sms", at=make.AT + timedelta(hours=2))
    assert state(sent) == ("in_doubt", "smpp")
    assert company.asked.empty()

    receipt = Receipt("late-1", delivered=True, why="DELIVRD")
    assert hearing.take_receipt("smpp", "+15550000099", receipt=receipt, at=make.AT + timedelta(hours=3))
    assert state(sent) == ("delivered", "smpp")
    assert len(make.published(MessageDelivered)) == 1


@pytest.mark.parametrize(("number", "ends", "fact"), [("+15550000001", "delivered", MessageDelivered), ("+15550000005", "failed", MessageFailed)])
def test_a_receipt_says_what_became_of_it(centre: Smpp, monkeypatch: pytest.MonkeyPatch, number: str, ends: str, fact: Any) -> None:
    told: queue.Queue[tuple[str, Receipt]] = queue.Queue()
    assert centre.listen(heard=lambda *_: None, told=lambda *said: told.put(said))
    by(monkeypatch, centre)
    sent = send(texter(number))

    services.carry("sms", at=make.AT)
    from_number, receipt = told.get(timeout=10)

    assert from_number == number
    assert hearing.take_receipt("smpp", from_number, receipt=receipt, at=make.AT)
    assert hearing.take_receipt("smpp", from_number, receipt=receipt, at=make.AT)
    assert state(sent)[0] == ends
    assert len(make.published(fact)) == 1


def test_a_receipt_of_nothing_of_ours_is_left_with_the_centre(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hearing, "UNSETTLED_SECONDS", 0)

    with pytest.raises(hearing.NotYetKnown):
        hearing.take_receipt_soon("smpp", NUMBER, receipt=Receipt("zz", delivered=True, why=""), at=make.AT)


@pytest.mark.parametrize("word", ["STOP", " stop. ", "退订", "T", "td", "Ｔ"])
def test_stop_holds_from_that_moment_and_is_confirmed_once(company: Company, monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    by(monkeypatch, company.gateway)
    mei = texter()
    waiting = send(mei)

    for _ in range(2):
        assert services.take_text(NUMBER, word, key=uuid7(), at=make.AT) == "stop"
        assert "sms" not in queries.reachable([mei])[mei]
    services.carry("sms", at=make.AT + timedelta(minutes=1))

    assert [fact.reason for fact in make.published(AddressSuppressed)] == ["stop"]
    _, said = company.asked.get(timeout=5)
    assert said["text"].startswith("You get no more short messages from us\n")
    assert company.asked.empty()
    assert state(waiting)[0] == "failed"


def test_start_brings_them_back_and_says_so(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    by(monkeypatch, company.gateway)
    mei = texter()
    services.take_text(NUMBER, "stop", key=uuid7(), at=make.AT)

    assert services.take_text(NUMBER, "订阅", key=uuid7(), at=make.AT + timedelta(minutes=1)) == "start"

    assert "sms" in queries.reachable([mei])[mei]
    services.take_text(NUMBER, "start", key=uuid7(), at=make.AT + timedelta(minutes=2))
    assert models.Message.objects.filter(template="sms_started").count() == 1


def test_a_figure_is_told_without_anybodys_words(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    by(monkeypatch, company.gateway)
    mei = texter()
    assert services.take_text(NUMBER, "5", key=uuid7(), at=make.AT) == "answer"
    assert make.published(ReplyReceived) == []
    sent = send(mei)
    services.carry("sms", at=make.AT)

    for word in ("５", "b 4"):
        assert services.take_text(NUMBER, word, key=uuid7(), at=make.AT + timedelta(minutes=2)) == "answer"
    assert services.take_text(NUMBER, "it was slow", key=uuid7(), at=make.AT) == "other"
    assert services.take_text("+19990000000", "5", key=uuid7(), at=make.AT) == "nobody"

    facts = make.published(ReplyReceived)
    assert [(fact.person_id, fact.message_id, fact.figure, fact.letter) for fact in facts] == [(mei, sent, 5, ""), (mei, sent, 4, "B")]


def test_what_a_telephone_writes_reaches_us_over_the_line(peer: Peer) -> None:
    centre = Smpp(replace(peer.place, system="listener"), sender="20255")
    heard: queue.Queue[tuple[str, str]] = queue.Queue()
    assert centre.listen(heard=lambda *said: heard.put(said), told=lambda *_: None)
    while peer.next("bound")["bound"] != "listener":
        pass

    peer.telephone("8613800000001", "退订")

    assert heard.get(timeout=10) == (NUMBER, "退订")
    centre.close()


def test_the_gateways_calls_are_taken_once_and_only_with_its_signature(client: Any, monkeypatch: pytest.MonkeyPatch, company: Company) -> None:
    monkeypatch.setattr(sms, "own_gateway", lambda: company.gateway)
    by(monkeypatch, company.gateway)
    sent = send(texter())
    services.carry("sms", at=make.AT)

    def call(said: dict[str, str], secret: str = SECRET, name: str = "m-1") -> Any:
        body = json.dumps(said).encode()
        headers = gateways.headers(name, body, secret=secret, at=make.AT)
        return client.post("/api/v1/webhooks/short-messages", body, content_type="application/json", headers=headers)

    monkeypatch.setattr("zhiyin.kit.clock.now", lambda: make.AT)
    assert call({"type": "receipt", "id": "g-7", "state": "delivered"}).json() == {"known": True}
    assert state(sent)[0] == "delivered"
    assert call({"type": "receipt", "id": "other", "state": "delivered"}).json() == {"known": False}
    assert call({"type": "text", "number": NUMBER, "text": "5"}, name="m-2").json() == {"known": True}
    assert call({"type": "text", "number": NUMBER, "text": "STOP"}, secret="x" * 32).status_code == 401
    assert models.Suppression.objects.count() == 0
    assert len(make.published(ReplyReceived)) == 1
