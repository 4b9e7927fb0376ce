"""Staff hear of what must not wait, where the operator wants it, each place of each thing once: told to a real place on this machine."""

import json
import queue
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from tests import make
from tests.channels.post import AT, Says, reader, written

from zhiyin.channels import services
from zhiyin.channels.models import Alert
from zhiyin.channels.providers import MAKERS, Kind, Outcome
from zhiyin.events.money import BooksAudited
from zhiyin.kit.ids import uuid7
from zhiyin.outbox import services as outbox
from zhiyin.outbox.listening import JOBS
from zhiyin.site.config import BadConfiguration, read
from zhiyin.support import services as support
from zhiyin.support.models import Case

pytestmark = pytest.mark.django_db
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


class Sink:
    """Where alerts go: what it was told, and what it answers next."""

    def __init__(self) -> None:
        self.told: queue.Queue[dict[str, Any]] = queue.Queue()
        self.answers: list[int] = []
        sink = self

        class Answering(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                status = sink.answers.pop(0) if sink.answers else 200
                if status == 200:
                    sink.told.put(said)
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_words: object) -> None:
                """Says nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        """As the operator writes it."""
        return f"json://127.0.0.1:{self.server.server_address[1]}/"

    def heard(self) -> list[str]:
        """The headings of what it was told."""
        return [self.told.get()["title"] for _ in range(self.told.qsize())]


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    started = Sink()
    settings.CONFIG = replace(settings.CONFIG, alerts=(started.url,), language="en", timezone="UTC")
    yield started
    started.server.shutdown()
    started.server.server_close()


def _tell(at: datetime) -> None:
    outbox.drain(at=at, listeners=["channels.alert_staff"])
    while services.tell_staff(at=at):
        pass


def _case(at: datetime) -> Case:
    case_id = support.open_case(cause=uuid7(), person_id=make.person().id, about_kind="help", about_id=uuid7(), subject_code="question", at=at)
    return Case.objects.get(id=case_id)


@pytest.mark.scenario(11)
def test_a_case_is_told_of_before_its_promise_ends_and_within_a_minute_after(sink: Sink) -> None:
    case = _case(make.AT)
    support.watch_promises(case.due_at - 61 * MINUTE)
    _tell(case.due_at - 61 * MINUTE)
    assert sink.heard() == []

    for seconds in (-3600, -3585, 0, 15, 30):
        support.watch_promises(case.due_at + seconds * SECOND)
        _tell(case.due_at + seconds * SECOND)

    assert sink.heard() == [f"Case #{case.number} is about to be late", f"Case #{case.number} is late"]
    assert JOBS["support.watch_promises"].seconds + JOBS["channels.tell_staff"].seconds <= 30  # which leaves half a minute for the call


def test_an_answered_case_is_told_of_no_more_and_a_new_promise_is_a_new_one(sink: Sink) -> None:
    case = _case(make.AT)
    support.watch_promises(case.due_at - MINUTE)
    Case.objects.update(state=Case.ANSWERED, answered_at=case.due_at - SECOND)
    support.watch_promises(case.due_at + MINUTE)
    Case.objects.update(state=Case.OPEN, due_at=case.due_at + timedelta(days=1))
    support.watch_promises(case.due_at + timedelta(days=1, seconds=1))

    _tell(case.due_at + timedelta(days=1, minutes=1))

    assert sink.heard() == [f"Case #{case.number} is about to be late", f"Case #{case.number} is late"]


def test_a_place_that_is_away_is_told_later_and_the_other_one_at_once(sink: Sink, settings: Any) -> None:
    other = Sink()
    settings.CONFIG = replace(settings.CONFIG, alerts=(sink.url, other.url))
    sink.answers = [500]

    assert services.alert_staff("books_differ", "tonight", facts={"problems": 2}, at=make.AT) == 2
    assert services.alert_staff("books_differ", "tonight", facts={"problems": 2}, at=make.AT) == 2
    _tell(make.AT)
    assert (sink.heard(), other.heard()) == ([], ["The books do not agree"])
    _tell(make.AT + 20 * SECOND)
    _tell(make.AT + 5 * MINUTE)

    assert (sink.heard(), other.heard()) == (["The books do not agree"], [])
    other.server.shutdown()
    other.server.server_close()


def test_what_nobody_could_be_told_in_half_a_day_is_given_up(sink: Sink) -> None:
    sink.answers = [500] * 100
    services.alert_staff("books_differ", "tonight", facts={"problems": 2}, at=make.AT)
    at = make.AT
    while (row := Alert.objects.get()).due_at:
        at = row.due_at
        _tell(at)

    assert (sink.heard(), row.told_at, at < make.AT + timedelta(hours=12)) == ([], None, True)


def test_books_that_differ_are_told_of_and_books_that_agree_are_not(sink: Sink) -> None:
    for problems in (0, 3):
        outbox.publish(BooksAudited(id=uuid7(), at=make.AT, accounts=1, transfers=1, seals=1, problems=problems, findings=()))

    _tell(make.AT)

    assert sink.heard() == ["The books do not agree"]


def test_a_provider_that_takes_nothing_is_told_of_once_an_hour(sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    away = Says(answers=tuple(Outcome(kind=Kind.LATER, reason="timeout") for _ in range(3)))
    monkeypatch.setitem(MAKERS, "email", lambda: (away,))
    for _ in range(3):
        written(reader())
    services.carry("email", at=AT)
    for minutes in (0, 1, 5):
        services.watch_providers(at=AT + minutes * MINUTE)
    _tell(AT + 6 * MINUTE)
    assert sink.heard() == [f"{away.code} takes no letters"]

    services.watch_providers(at=AT + 11 * MINUTE)
    _tell(AT + 12 * MINUTE)
    assert sink.heard() == []


@pytest.mark.parametrize("own", [{"alerts": ()}, {"sandbox": True}])
@pytest.mark.usefixtures("sink")
def test_nobody_is_told_where_the_operator_named_no_place_or_nothing_may_leave(own: dict[str, Any], settings: Any) -> None:
    settings.CONFIG = replace(settings.CONFIG, **own)

    assert services.alert_staff("books_differ", "tonight", facts={"problems": 2}, at=make.AT) == 0
    assert not Alert.objects.exists()


@pytest.mark.parametrize("wrong", ["nowhere", "json//x", "://x", "a b://c"])
def test_a_place_that_is_no_address_is_refused_without_being_repeated(wrong: str) -> None:
    with pytest.raises(BadConfiguration) as refused:
        read({"ZHIYIN_ALERTS": wrong, "ZHIYIN_SECRET": "x" * 40})
    assert f" {wrong} " not in str(refused.value)
