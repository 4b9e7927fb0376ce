"""Posting: one call per transfer and in batches, beside TPC-B on the same server in the same round."""

import random
import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from django.db import connections

from benchmarks.ground import ACCOUNTS, SECONDS, Ground
from benchmarks.registry import Sample, beside, figure
from zhiyin.kit.ids import uuid7
from zhiyin.ledger import services
from zhiyin.ledger.services import Command, Status

LANES = 3  # so that the processors have work while a lane waits for the disk
COMMANDS_PER_LANE = 60_000
CALLERS = 128

# What `services.post` sends for one payment. The key is made as a client makes one: it grows with time and costs the server nothing.
ONE = """\
\\set n :n + 1
\\set a random(0, {last})
\\set b (:a + random(1, {last})) % {accounts}
\\set amount random(1, 1000)
select * from ledger.post_one(encode(int8send(:base::bigint + :n::bigint) || int8send(:client_id), 'hex')::uuid,
  {first} + :a::bigint, {second}, :amount, 1::smallint, null, null, null);
"""


def one_call(ground: Ground, *, hot: bool = False) -> str:
    """A pgbench script that posts one transfer between two of the accounts; `hot`: always to the last one."""
    first, last = ground.accounts[0], ACCOUNTS - 1
    if hot:
        return ONE.format(first=first, last=last - 1, accounts=last, second=ground.accounts[-1])
    return ONE.format(first=first, last=last, accounts=ACCOUNTS, second=f"{first} + :b::bigint")


@figure("ledger.single_vs_tpcb", unit="transfers/s", at_least=1.8)
def single(ground: Ground) -> Sample:
    """One transfer a call between random accounts of 100,000: pgbench, 32 clients, `ledger.post_one`; beside TPC-B with 32 clients."""
    return beside(ground.tpcb, lambda: ground.pgbench(one_call(ground)))


@figure("ledger.batch100_vs_tpcb", unit="transfers/s", at_least=9)
def batch_100(ground: Ground) -> Sample:
    """`services.post` with 100 transfers a call from three threads of one Python process, its work included, among 100,000 accounts; beside TPC-B."""
    return beside(ground.tpcb, lambda: batched(ground, size=100))


@figure("ledger.batch1000_vs_tpcb", unit="transfers/s", at_least=11)
def batch_1000(ground: Ground) -> Sample:
    """As batch100, with 1,000 a call and a third of the accounts for each thread: two such batches among all would always wait for each other."""
    return beside(ground.tpcb, lambda: batched(ground, size=1000, apart=True))


@figure("ledger.batch1000_shared_vs_tpcb", unit="transfers/s")
def batch_1000_shared(ground: Ground) -> Sample:
    """As batch1000, the threads among the same accounts: nearly every batch waits for the one before it to be on the disk."""
    return beside(ground.tpcb, lambda: batched(ground, size=1000))


@figure("ledger.hot_vs_single", unit="transfers/s", at_least=15)
def hot(ground: Ground) -> Sample:
    """Everybody pays one merchant: `services.post` with 100 a call from three threads; beside one per call by 32 pgbench clients."""
    return beside(_one_each(ground), lambda: batched(ground, size=100, merchant=ground.accounts[-1]))


@figure("ledger.together_vs_tpcb", unit="transfers/s", at_least=7)
def together(ground: Ground) -> Sample:
    """128 threads of one process that each submit one transfer and wait for its answer: `services.submit`, among 100,000 accounts; beside TPC-B."""
    return beside(ground.tpcb, lambda: crowd(ground)[0])


@figure("ledger.together_hot_vs_single", unit="transfers/s", at_least=15)
def together_hot(ground: Ground) -> Sample:
    """As together, everybody paying one merchant; beside one per call by 32 pgbench clients."""
    return beside(_one_each(ground), lambda: crowd(ground, merchant=ground.accounts[-1])[0])


def _one_each(ground: Ground) -> Callable[[float], float]:
    return lambda seconds: ground.pgbench(one_call(ground, hot=True), seconds=seconds)


def crowd(ground: Ground, *, merchant: int | None = None) -> tuple[float, float]:
    """Transfers per second by 128 callers, and the 99th percentile of a caller's wait in milliseconds."""
    poster = services.Poster()
    batches = [_commands(ground.accounts[:-1], size=2_000, merchant=merchant, count=2_000)[0] for _ in range(CALLERS)]
    started, until = time.perf_counter(), time.monotonic() + SECONDS
    try:
        with ThreadPoolExecutor(CALLERS) as pool:
            waits = [wait for each in pool.map(lambda commands: _submit(poster, commands, until), batches) for wait in each]
    finally:
        took = time.perf_counter() - started
        poster.close()
    return len(waits) / took, statistics.quantiles(waits, n=100)[98] * 1000


def _submit(poster: services.Poster, commands: Sequence[Command], until: float) -> list[float]:
    waits: list[float] = []
    for command in commands:
        asked = time.perf_counter()
        if poster.submit(command).status is Status.OK:
            waits.append(time.perf_counter() - asked)
        if time.monotonic() > until:
            break
    return waits


def batched(ground: Ground, *, size: int, merchant: int | None = None, apart: bool = False) -> float:
    """Transfers per second through the product's door; the commands are made before the clock starts. `apart`: no lane meets another's accounts."""
    payers = ground.accounts[:-1]
    lanes = [_commands(payers[lane::LANES] if apart else payers, size=size, merchant=merchant) for lane in range(LANES)]
    until = time.monotonic() + SECONDS
    started = time.perf_counter()
    with ThreadPoolExecutor(LANES) as pool:
        posted = sum(pool.map(lambda batches: _post(batches, until), lanes))
    return posted / (time.perf_counter() - started)


def _commands(payers: Sequence[int], *, size: int, merchant: int | None, count: int = COMMANDS_PER_LANE) -> list[list[Command]]:
    draw = random.Random()
    pairs = [(draw.choice(payers), merchant) if merchant else draw.sample(payers, 2) for _ in range(count)]
    commands = [Command(id=uuid7(), debit=pair[0], credit=pair[1], amount_minor=draw.randint(1, 1000)) for pair in pairs]
    return [commands[start : start + size] for start in range(0, len(commands), size)]


def _post(batches: Sequence[Sequence[Command]], until: float) -> int:
    posted = 0
    try:
        for batch in batches:
            posted += sum(outcome.status is Status.OK for outcome in services.post(batch))
            if time.monotonic() > until:
                break
    finally:
        connections.close_all()
    return posted
