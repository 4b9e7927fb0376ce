"""Transfers through the whole stack: `POST /api/v1/transfers` of a running `zhiyin run`."""

import json
import os
import random
import re
import selectors
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.ground import SECONDS, Ground
from benchmarks.inside import answered
from benchmarks.registry import Sample, figure
from benchmarks.transfers import senders, work
from zhiyin.kit.ids import uuid7

CLIENTS = 16
REQUESTS, WARMING = 300, 50
READY_SECONDS_MAX = 120
LENGTH = re.compile(rb"content-length: ([0-9]+)", re.IGNORECASE)


@figure("http.transfers_vs_pgbench", unit="transfers/s", at_least=0.5)
def transfers(ground: Ground) -> Sample:
    """Transfers between 200 people over 16 kept connections, driven by this process; beside pgbench, 16 clients, doing one request's database work.

    That work is the script of `benchmarks/transfers.py`: token, recipient, then in one transaction the transfer's row, both accounts, the event and
    `ledger.post_one`: the same statements one after the other, prepared. So the ratio is what is left after HTTP, the app and the load itself.
    """
    reference = ground.pgbench(work(ground), clients=CLIENTS)
    load = ground.once_a_round("http transfers", lambda: _loaded(ground))
    return Sample(len(load.waits) / load.seconds, reference)


@figure("http.transfer_p99", unit="ms", at_most=25)
def transfer_p99(ground: Ground) -> Sample:
    """How long one in a hundred of these transfers takes or longer, as its caller sees it."""
    waits = ground.once_a_round("http transfers", lambda: _loaded(ground)).waits
    return Sample(statistics.quantiles(waits, n=100)[98] * 1000)


@figure("http.transfer_cpu", unit="ms CPU", at_most=1.2)
def transfer_cpu(ground: Ground) -> Sample:
    """Median CPU time of the app for one such transfer, in this process: the whole WSGI call; PostgreSQL's not."""
    people = senders(ground)
    return Sample(statistics.median([_sent(people) for _ in range(REQUESTS)][WARMING:]))


@dataclass(frozen=True, slots=True)
class Load:
    """What the callers saw: in how many seconds, and how long each answer took."""

    seconds: float
    waits: list[float]


def _loaded(ground: Ground) -> Load:
    people = senders(ground)
    with running({"DATABASE_URL": ground.server.url, "ZHIYIN_HOME": str(ground.home / "web"), "ZHIYIN_DEMO": "none"}) as port:
        _load(port, people, seconds=SECONDS / 4)
        return _load(port, people, seconds=SECONDS)


def _sent(people: Sequence[tuple[str, str]]) -> float:
    (_, token), (handle, _) = random.sample(people, 2)
    body = json.dumps({"to": handle, "amount": "0.01"}).encode()
    headers = {"HTTP_AUTHORIZATION": f"Bearer {token}", "HTTP_IDEMPOTENCY_KEY": str(uuid7()), "CONTENT_TYPE": "application/json"}
    return answered("/api/v1/transfers", expect="201 Created", body=body, **headers)[0]


@contextmanager
def running(environment: dict[str, str], *, path: str = "/healthz") -> Iterator[int]:
    """A `zhiyin run` of its own that answers 200 at `path`; its port. It is stopped as Ctrl-C would."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    home = Path(environment["ZHIYIN_HOME"])
    home.mkdir(parents=True, exist_ok=True)
    command = [str(Path(sys.executable).parent / "zhiyin"), "run"]
    settings = {name: value for name, value in os.environ.items() if not name.startswith("ZHIYIN_")}
    with (home / "run.log").open("a") as log:
        process = subprocess.Popen(command, env=settings | environment | {"ZHIYIN_PORT": str(port)}, stdout=log, stderr=log)
    try:
        wait_for(port, path, process, home)
        yield port
    finally:
        process.send_signal(2)
        process.wait(60)


def wait_for(port: int, path: str, process: subprocess.Popen[bytes], home: Path) -> None:
    """Returns when the path answers 200. Raises `RuntimeError` when the process ends or it takes too long."""
    until = time.monotonic() + READY_SECONDS_MAX
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"zhiyin run did not answer at {path}; the end of what it said:\n{(home / 'run.log').read_text()[-2000:]}")


class Caller:
    """One kept connection that sends a transfer when its last one is answered."""

    def __init__(self, port: int, people: Sequence[tuple[str, str]]) -> None:
        self.port, self.people, self.got, self.sent = port, people, b"", 0.0
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self) -> None:
        """Asks for the next transfer."""
        self.got, self.sent = b"", time.perf_counter()
        self.socket.sendall(_request(self.port, self.people))

    def is_answered(self) -> bool:
        """Reads what has come; True when the answer is whole. Raises `RuntimeError` when it is not 201."""
        self.got += self.socket.recv(65536)
        head, _, body = self.got.partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        if not length or len(body) < int(length[1]):
            return False
        if not self.got.startswith(b"HTTP/1.1 201"):
            raise RuntimeError(f"a transfer was refused: {self.got.decode()}")
        return True


def _load(port: int, people: Sequence[tuple[str, str]], *, seconds: float) -> Load:
    """Transfers for so long. One thread and a selector: the load shall cost little of the two processors it shares."""
    ready, callers = selectors.DefaultSelector(), [Caller(port, people) for _ in range(CLIENTS)]
    for caller in callers:
        ready.register(caller.socket, selectors.EVENT_READ, caller)
        caller.send()
    waits, started = list[float](), time.perf_counter()
    while (spent := time.perf_counter() - started) < seconds:
        for caller in [key.data for key, _ in ready.select(1)]:
            if caller.is_answered():
                waits.append(time.perf_counter() - caller.sent)
                caller.send()
    for caller in callers:
        while not caller.is_answered():
            pass
        caller.socket.close()
    return Load(spent, waits)


def _request(port: int, people: Sequence[tuple[str, str]]) -> bytes:
    (_, token), (handle, _) = random.sample(people, 2)
    body = json.dumps({"to": handle, "amount": "0.01"})
    head = f"Host: localhost:{port}\r\nAuthorization: Bearer {token}\r\nIdempotency-Key: {uuid7()}\r\nContent-Type: application/json"
    return f"POST /api/v1/transfers HTTP/1.1\r\n{head}\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()
