"""Seals: how long a payment waits for its own, what sealing costs, and what checking a receipt takes."""

import importlib.util
import json
import resource
import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from django.db import connections

import zhiyin
from benchmarks.ground import SECONDS, Ground
from benchmarks.registry import Sample, figure
from zhiyin.kit import clock
from zhiyin.kit.ids import uuid7
from zhiyin.ledger import services
from zhiyin.ledger.seals import queries
from zhiyin.ledger.seals import services as seals
from zhiyin.ledger.services import Command, NewAccount

RATE = 2_000
BATCH = 100
CHECKS = 300


@figure("seals.lag_p99", unit="s", at_most=2)
def lag(ground: Ground) -> Sample:
    """From a payment's commit to its signed head, 99 of 100, while 2,000 a second are posted and the worker seals every second."""
    return Sample(ground.once_a_round("sealing", lambda: _under_load(ground))[0])


@figure("seals.cpu_share", unit="of one processor", at_most=0.05)
def cpu_share(ground: Ground) -> Sample:
    """The processor time of sealing 2,000 payments a second, in Python and in PostgreSQL's own process for it, as a share of one processor."""
    return Sample(ground.once_a_round("sealing", lambda: _under_load(ground))[1])


@figure("receipt.check", unit="ms", at_most=1)
def check(ground: Ground) -> Sample:
    """One receipt checked by the program that people download, from its JSON to the verdict; the median of 300."""
    receipt, program = ground.once("a receipt", _receipt), _program()
    took = []
    for _ in range(CHECKS):
        began = time.perf_counter()
        program.check(json.loads(receipt))
        took.append(time.perf_counter() - began)
    return Sample(statistics.median(took) * 1_000)


def _receipt() -> str:
    owner = uuid7()
    payer, shop = services.open_accounts([NewAccount(path=f"{owner}/{n}", asset="USD", owner=owner, floor=None) for n in range(2)])
    services.post([payment := Command(id=uuid7(), debit=payer, credit=shop, amount_minor=5)])
    _seal_all()
    return json.dumps(queries.receipt(payment.id, owner_id=owner))


def _seal_all() -> None:
    while seals.seal(clock.now()):
        pass


def _under_load(ground: Ground) -> tuple[float, float]:
    """The lag's 99th percentile in seconds, and the share of a processor."""
    accounts, over = ground.accounts, threading.Event()
    sealed_at: list[tuple[float, int]] = [(time.monotonic(), 0)]
    _seal_all()
    with ThreadPoolExecutor(2) as pool:
        sealing = pool.submit(_seal, over, sealed_at)
        posted = pool.submit(_post, accounts, time.monotonic() + max(SECONDS, 4)).result()
        while sealed_at[-1][1] < posted[-1][0]:
            time.sleep(0.1)
        over.set()
        share = sealing.result()
    lags = [next(moment for moment, size in sealed_at if size >= number) - committed for number, committed in posted]
    return statistics.quantiles(lags, n=100)[98], share


def _post(accounts: tuple[int, ...], until: float) -> list[tuple[int, float]]:
    """Posts at the rate; for each batch the number of its last line and the moment of its commit."""
    posted: list[tuple[int, float]] = []
    begin, lines = time.monotonic(), 0
    while time.monotonic() < until:
        places = [(lines + n) * 7 % (len(accounts) - 1) for n in range(BATCH)]
        services.post([Command(id=uuid7(), debit=accounts[place], credit=accounts[place + 1], amount_minor=1) for place in places])
        lines += BATCH
        posted.append((lines, time.monotonic()))
        time.sleep(max(0.0, begin + lines / RATE - time.monotonic()))
    connections.close_all()
    return posted


def _seal(over: threading.Event, sealed_at: list[tuple[float, int]]) -> float:
    """Seals as the worker does, once a second; afterwards the share of a processor, Python's and the server's."""
    pid, size = _backend(), 0
    began, spent = time.monotonic(), _spent(pid)
    while not over.wait(1):
        size += seals.seal(clock.now())
        sealed_at.append((time.monotonic(), size))
    share = (_spent(pid) - spent) / (time.monotonic() - began)
    connections.close_all()
    return share


def _backend() -> int:
    with connections["default"].cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _spent(pid: int) -> float:
    """Processor seconds of this thread and of that server process."""
    own = resource.getrusage(resource.RUSAGE_THREAD)
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    ticks = int(fields[11]) + int(fields[12])
    return own.ru_utime + own.ru_stime + ticks / 100


def _program() -> Any:
    place = f"{zhiyin.__path__[0]}/web/static/check/check_receipt.py"
    spec = importlib.util.spec_from_file_location("check_receipt", place)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
