"""Chat by the operator's bridge: linked by a code that its person says there, written to by signed calls, answered, stopped and let go."""

import base64
import hashlib
import hmac
import json
import queue
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from tests import make
from tests.channels.post import written
from tests.web.browser import client_of, words

from zhiyin.channels import queries, services
from zhiyin.channels.models import Message
from zhiyin.events.reach import AddressSuppressed, MessageDelivered, ReplyReceived
from zhiyin.kit import clock
from zhiyin.site.config import BadConfiguration, Social, read

pytestmark = pytest.mark.django_db
KEY = bytes(range(32))
SECRET = f"whsec_{base64.b64encode(KEY).decode()}"
ACCOUNT = "wx:oX-7"
Page = Client


def signature(name: str, moment: str, body: bytes, key: bytes = KEY) -> str:
    """By the book (Standard Webhooks), and by none of our code."""
    return "v1," + base64.b64encode(hmac.digest(key, b".".join((name.encode(), moment.encode(), body)), hashlib.sha256)).decode()


class Bridge:
    """The operator's program: what it was given, and what it answers next."""

    def __init__(self) -> None:
        self.given: queue.Queue[dict[str, Any]] = queue.Queue()
        self.answers: list[int] = []
        bridge = self

        class Answering(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body, said = self.rfile.read(int(self.headers["Content-Length"])), self.headers
                assert said["webhook-signature"] == signature(said["webhook-id"], said["webhook-timestamp"], body)
                bridge.given.put(json.loads(body) | {"key": said["webhook-id"]})
                answer = json.dumps({"id": f"b-{said['webhook-id']}"}).encode()
                self.send_response(bridge.answers.pop(0) if bridge.answers else 200)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_words: object) -> None:
                """Says nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def calls(self, *, key: bytes = KEY, name: str = "", **said: str) -> dict[str, Any]:
        """It calls us; answers what we said, with the status."""
        body, moment, called = json.dumps(said).encode(), str(int(clock.now().timestamp())), name or str(uuid4())
        headers = {"webhook-id": called, "webhook-timestamp": moment, "webhook-signature": signature(called, moment, body, key)}
        answer = Client().post("/api/v1/webhooks/chat", body, content_type="application/json", headers=headers)
        return {**answer.json(), "status": answer.status_code}


@pytest.fixture
def bridge(settings: Any) -> Iterator[Bridge]:
    started = Bridge()
    own = Social(url=f"http://127.0.0.1:{started.server.server_address[1]}/send", secret=SECRET, name="Zhiyin on WeChat", per_minute=0)
    settings.CONFIG = replace(settings.CONFIG, social=own)
    yield started
    started.server.shutdown()
    started.server.server_close()


@pytest.fixture
def mei(bridge: Bridge) -> UUID:
    """Somebody whose chat is linked."""
    person_id = make.person("mei").id
    assert bridge.calls(type="link", account=ACCOUNT, text=services.begin_chat(person_id, at=clock.now()))["done"] == "linked"
    return person_id


def letter(person_id: UUID) -> Message:
    """One that waits for the bridge."""
    return written(person_id, channel="social", at=clock.now())


def test_who_says_their_code_in_chat_is_reached_there_until_they_let_it_go(bridge: Bridge) -> None:
    lin = make.person("lin")
    page = client_of(lin).post("/me/channels/", {"deed": "link"}, follow=True)
    assert "Write this to Zhiyin on WeChat" in words(page)
    code = re.findall(r"\b[2-9A-HJ-NP-Z]{8}\b", words(page))[0]

    assert bridge.calls(type="link", account=ACCOUNT, text=f" {code.lower()} ") == {"known": True, "done": "linked", "status": 200}
    assert "social" in queries.reachable([lin.id])[lin.id]
    assert bridge.calls(type="link", account="wx:other", text=code)["known"] is False  # once

    client_of(lin).post("/me/channels/", {"deed": "forget"})
    assert "social" not in queries.reachable([lin.id])[lin.id]


def test_a_letter_leaves_once_with_its_template_and_its_links_and_its_receipt_comes_back(bridge: Bridge, mei: UUID) -> None:
    row = letter(mei)

    assert (services.carry("social", at=clock.now()), services.carry("social", at=clock.now())) == (1, 0)

    given = bridge.given.get_nowait()
    assert (given["to"], given["template"], given["key"], given["links"][-1]["value"]) == (ACCOUNT, row.template, str(row.key), None)
    assert given["links"][-1]["url"].startswith("http")
    for _ in range(2):
        assert bridge.calls(type="receipt", id=f"b-{row.key}", state="delivered")["known"] is True
    row.refresh_from_db()
    assert (row.state, len(make.published(MessageDelivered))) == ("delivered", 1)
    assert bridge.calls(type="receipt", id="b-nothing", state="delivered")["known"] is False


def test_an_account_that_is_gone_is_written_to_no_more(bridge: Bridge, mei: UUID) -> None:
    letter(mei)
    bridge.answers = [410]
    services.carry("social", at=clock.now())

    assert "social" not in queries.reachable([mei])[mei]
    assert [fact.reason for fact in make.published(AddressSuppressed)] == ["bounce"]


def test_a_figure_is_an_answer_and_stop_holds_until_start(bridge: Bridge, mei: UUID) -> None:
    row = letter(mei)
    services.carry("social", at=clock.now())

    assert [bridge.calls(type="text", account=ACCOUNT, text="5", name="one")["done"] for _ in range(2)] == ["answer"] * 2
    [reply] = make.published(ReplyReceived)
    assert (reply.figure, reply.channel, reply.message_id) == (5, "social", row.id)

    assert bridge.calls(type="text", account=ACCOUNT, text="退订")["done"] == "stop"
    assert "social" not in queries.reachable([mei])[mei]
    waiting = letter(mei)
    services.carry("social", at=clock.now())
    waiting.refresh_from_db()
    assert (waiting.state, waiting.reason) == ("failed", "no_address")
    assert bridge.calls(type="text", account=ACCOUNT, text="START")["done"] == "start"
    assert "social" in queries.reachable([mei])[mei]
    assert bridge.calls(type="text", account="wx:nobody", text="5")["known"] is False


def test_an_account_is_one_persons_and_its_new_owner_inherits_no_stop(bridge: Bridge, mei: UUID) -> None:
    bridge.calls(type="text", account=ACCOUNT, text="STOP")
    lin = make.person("lin").id

    assert bridge.calls(type="link", account=ACCOUNT, text=services.begin_chat(lin, at=clock.now()))["known"] is True

    assert ("social" in queries.reachable([lin])[lin], "social" in queries.reachable([mei])[mei]) == (True, False)


def test_a_code_is_good_for_ten_minutes_and_the_newest_one_counts(bridge: Bridge) -> None:
    lin = make.person("lin").id
    old = services.begin_chat(lin, at=clock.now() - timedelta(minutes=10))
    assert bridge.calls(type="link", account=ACCOUNT, text=old)["known"] is False
    first, second = (services.begin_chat(lin, at=clock.now()) for _ in range(2))

    assert [bridge.calls(type="link", account=ACCOUNT, text=code)["known"] for code in (first, "", second)] == [False, False, True]


def test_who_does_not_know_the_secret_is_not_heard(bridge: Bridge, mei: UUID) -> None:
    refused = bridge.calls(key=b"x" * 32, type="text", account=ACCOUNT, text="STOP")

    assert (refused["status"], refused["code"]) == (401, "not_the_bridge")
    assert "social" in queries.reachable([mei])[mei]


def test_without_a_bridge_there_is_no_chat_and_nothing_leaves_a_sandbox(bridge: Bridge, mei: UUID, settings: Any) -> None:
    settings.CONFIG = replace(settings.CONFIG, sandbox=True)
    row = letter(mei)
    services.carry("social", at=clock.now())
    row.refresh_from_db()
    assert (row.provider, bridge.given.empty()) == ("sandbox", True)

    settings.CONFIG = replace(settings.CONFIG, social=Social(url="", secret="", name="", per_minute=0))
    with pytest.raises(services.NoChatHere):
        services.begin_chat(mei, at=clock.now())
    assert ("social" in queries.available(), bridge.calls(type="text", account=ACCOUNT, text="5")["status"]) == (False, 401)


@pytest.mark.parametrize("wrong", [{"ZHIYIN_SOCIAL_URL": "ftp://x"}, {"ZHIYIN_SOCIAL_URL": "https://x.example", "ZHIYIN_SOCIAL_SECRET": "short"}])
def test_settings_that_make_no_sense_are_named(wrong: dict[str, str]) -> None:
    with pytest.raises(BadConfiguration, match="ZHIYIN_SOCIAL"):
        read({"ZHIYIN_SECRET": "x" * 40} | wrong)
