"""What is called, and what never is: real receivers on this machine, and addresses that lead inside."""

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from tests import make

from zhiyin.kit import calling
from zhiyin.kit.calling import ANYWHERE, LOOPBACK, PUBLIC
from zhiyin.payments import queries, services
from zhiyin.payments.couriers import Couriers
from zhiyin.payments.queries import KINDS


class Receiver(BaseHTTPRequestHandler):
    """Answers as its path says, and keeps what it got."""

    got: list[tuple[str, bytes, dict[str, str]]]
    answers: list[int]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, body, dict(self.headers)))  # type: ignore[attr-defined]
        status = {"/redirect": 302, "/fault": 500}.get(self.path) or (self.server.answers.pop(0) if self.server.answers else 200)  # type: ignore[attr-defined]
        if self.path == "/never":
            self.server.stop.wait(5)  # type: ignore[attr-defined]
        self.send_response(status)
        self.send_header("Location", "/elsewhere")
        self.end_headers()
        if self.path == "/drip":
            while not self.server.stop.wait(0.05):  # type: ignore[attr-defined]
                self.wfile.write(b"x")
        self.wfile.write(b"thanks" * 1_000)

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


@pytest.fixture
def receiver() -> Iterator[Any]:
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    server.got, server.answers, server.stop, server.daemon_threads = [], [], threading.Event(), True
    server.url = f"http://localhost:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.stop.set()
    server.shutdown()
    server.server_close()


def call(url: str, reach: str = LOOPBACK) -> calling.Outcome:
    return calling.post(url, b'{"a":1}', {"Content-Type": "application/json", "webhook-id": "7"}, reach=reach)


def test_a_receiver_gets_the_body_and_the_headers_and_its_answer_is_cut_short(receiver: Any) -> None:
    outcome = call(f"{receiver.url}/hooks?shop=1")

    assert (outcome.status, outcome.taken, len(outcome.answer)) == (200, True, 200)
    path, body, headers = receiver.got[0]
    assert (path, body, headers["webhook-id"], headers["Host"]) == ("/hooks?shop=1", b'{"a":1}', "7", receiver.url.removeprefix("http://"))


def test_no_redirect_is_followed(receiver: Any) -> None:
    outcome = call(f"{receiver.url}/redirect")

    assert (outcome.status, outcome.taken) == (302, False)
    assert [path for path, _, _ in receiver.got] == ["/redirect"]


@pytest.mark.parametrize("path", ["/never", "/drip"])
def test_a_receiver_that_never_ends_is_left(receiver: Any, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calling, "SECONDS_MAX", 0.4)
    monkeypatch.setattr(calling, "ANSWER_BYTES_MAX", 1_000_000)
    begun = time.monotonic()

    outcome = call(f"{receiver.url}{path}")

    assert time.monotonic() - begun < 4
    assert outcome.problem == "timeout" or path == "/drip"


def test_a_receiver_that_never_ends_its_greeting_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calling, "SECONDS_MAX", 0.4)
    over = threading.Event()

    def dribble(listening: socket.socket) -> None:
        line, _ = listening.accept()
        line.recv(10_000)
        with line, contextlib.suppress(OSError):
            for sign in b"\x16\x03\x03\x40\x00" + bytes(200):  # a record of TLS, one sign at a time
                line.sendall(bytes([sign]))
                if over.wait(0.1):
                    return

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=dribble, args=(listening,), daemon=True).start()
        begun = time.monotonic()
        outcome = call(f"https://localhost:{listening.getsockname()[1]}/")
        over.set()

    assert time.monotonic() - begun < 4
    assert outcome.status is None


def test_nobody_there_and_no_such_host_are_told_apart() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    assert call(f"http://127.0.0.1:{port}/").problem == "refused"
    assert call("http://no-such-host.invalid/").problem == "unknown_host"
    assert call("gopher://localhost/").problem == "address"


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(receiver: Any) -> None:
    assert call(receiver.url.replace("http:", "https:")).problem in ("tls", "broken")
    assert ssl.create_default_context().verify_mode is ssl.CERT_REQUIRED


def test_this_machine_is_not_called_from_outside_the_demo(receiver: Any) -> None:
    assert call(receiver.url, PUBLIC).problem == "private"
    assert receiver.got == []


def test_a_name_that_answers_otherwise_the_second_time_is_called_where_it_was_judged(receiver: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def lookup(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1" if len(asked) == 1 else "10.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *rest, **more: (lookup if "rebound" in host else REAL)(host, *rest, **more))

    assert call(f"http://rebound.example:{receiver.server_port}/").status == 200
    assert asked == ["rebound.example"]


def test_one_bad_address_among_good_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: both)

    assert call("https://mixed.example/").problem == "private"


REAL = socket.getaddrinfo
INSIDE = ["10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255"]  # noqa: S104  judged, not bound
INSIDE += ["fd00::1", "fe80::1", "::", "::ffff:192.168.0.1", "ff02::1", "64:ff9b::a00:1", "2002:a00:1::", "2001:0:a00:1::"]
INSIDE += ["fec0::1", "::7f00:1", "::ffff:0:a00:1", "5f00::1"]


@pytest.mark.parametrize("address", INSIDE)
def test_addresses_inside_are_called_only_where_the_operator_allows_them(address: str) -> None:
    assert [calling.may_call(address, reach=reach) for reach in (PUBLIC, LOOPBACK, ANYWHERE)] == [False, False, True]


OUTSIDE = [("93.184.216.34", (True, True)), ("2606:4700::1", (True, True)), ("127.0.0.1", (False, True)), ("::1", (False, True))]


@pytest.mark.parametrize(("address", "reaches"), OUTSIDE)
def test_public_addresses_are_called_and_this_machine_in_the_demo(address: str, reaches: tuple[bool, bool]) -> None:
    assert tuple(calling.may_call(address, reach=reach) for reach in (PUBLIC, LOOPBACK)) == reaches


@pytest.mark.usefixtures("fresh_database")
def test_the_worker_delivers_what_a_receiver_takes_at_the_second_try(receiver: Any) -> None:
    merchant, couriers = make.merchant(), Couriers()
    receiver.answers = [500, 200]
    place = services.add_endpoint(merchant.id, url=f"{receiver.url}/hooks", kinds=KINDS, at=make.AT)
    services.send_test(place.id, merchant_id=merchant.id, at=make.AT)

    for later in (0, 0, 6, 6):
        couriers.round(make.AT + timedelta(seconds=later))
        couriers.until_back()

    row = queries.deliveries(merchant.id).rows[0]
    assert (row.state, [attempt.status for attempt in row.attempts]) == ("delivered", [200, 500])
    assert len({headers["webhook-id"] for _, _, headers in receiver.got}) == 1
