"""kill -9 of whatever a deployment is made of, while money moves in every way there is: what was acknowledged is there, whole and once.

`make chaos` kills 200 times and more; the suite a few times.
"""

import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from tests.funding import stripe_edge
from tests.site.chaos import outside
from tests.site.chaos.judging import Judge
from tests.site.chaos.load import PATIENCE_SECONDS, STRIPE_SECRET, Load
from tests.site.chaos.people import settle
from tests.site.running import Running, running, until_healthy

CLIENTS, SHOPS = 8, 2
KILLS = int(os.environ.get("KILLS", "6"))  # `make chaos` asks for many more
BALANCE_MINOR = 1_000_00


def descendants(pid: int, depth: int) -> list[int]:
    """The children (1), or grandchildren (2), of a process (Linux)."""
    found = []
    with suppress(OSError):
        for child in map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()):
            found += [child] if depth == 1 else descendants(child, depth - 1)
    return found


def kill_a_web_worker(deployment: Running) -> None:
    """Granian's processes are the head's only grandchildren that are not PostgreSQL's."""
    os.kill(_not_postgresql(descendants(deployment.process.pid, 2))[0], signal.SIGKILL)


def kill_the_web_server(deployment: Running) -> None:
    """Granian itself: the head's only child with children that is not PostgreSQL."""
    parents = [pid for pid in _not_postgresql(descendants(deployment.process.pid, 1)) if descendants(pid, 1)]
    os.kill(parents[0], signal.SIGKILL)


def kill_the_worker(deployment: Running) -> None:
    """Who hears of events is the head's only child that is neither PostgreSQL nor has children."""
    alone = [pid for pid in _not_postgresql(descendants(deployment.process.pid, 1)) if not descendants(pid, 1)]
    os.kill(alone[0], signal.SIGKILL)


def kill_postgresql(deployment: Running) -> None:
    """The postmaster; its backends notice and follow."""
    os.kill(_postmaster(deployment), signal.SIGKILL)


def kill_a_backend(deployment: Running) -> None:
    """Whoever serves one connection, in the middle of it: PostgreSQL throws all of them out and recovers."""
    serving: list[int] = []
    while not serving:
        for pid in descendants(_postmaster(deployment), 1):
            with suppress(OSError):
                serving += [pid] if b"[local]" in Path(f"/proc/{pid}/cmdline").read_bytes() else []
    os.kill(random.choice(serving), signal.SIGKILL)


def kill_the_head(deployment: Running) -> None:
    """What holds the family together: the kernel ends the rest of it."""
    deployment.process.kill()
    deployment.process.wait()
    with suppress(OSError):
        while deployment.get("/healthz"):  # its children are dying; what they still say is not the next one's
            time.sleep(0.01)


def _postmaster(deployment: Running) -> int:
    return int((deployment.home / "pg" / "postmaster.pid").read_text().split()[0])


def _not_postgresql(pids: Sequence[int]) -> list[int]:
    found = [pid for pid in pids if not Path(f"/proc/{pid}/comm").read_text().startswith("postgres")]
    assert found
    return found


def victims() -> Iterator[int]:
    """Everything that can be killed, again and again in another order. The head last: a part that falls too often in a minute is given up, and a
    new head counts from the start.
    """
    draw = random.Random(KILLS)
    while True:
        yield from draw.sample(range(len(PARTS)), len(PARTS))
        yield len(PARTS)


PARTS = (kill_a_web_worker, kill_postgresql, kill_the_worker, kill_a_backend, kill_the_web_server)


@pytest.mark.crash
def test_what_was_acknowledged_is_there_once_whatever_was_killed_meanwhile(deployed: Path) -> None:
    with ExitStack() as stack:
        company, told = stack.enter_context(stripe_edge.running()), stack.enter_context(outside.listening())
        here = {
            "ZHIYIN_STRIPE_KEY": stripe_edge.KEY,
            "ZHIYIN_STRIPE_URL": company.url,
            "ZHIYIN_STRIPE_WEBHOOK_SECRET": STRIPE_SECRET,
            "ZHIYIN_WEBHOOKS_INSIDE": "1",
            "ZHIYIN_BANK_IBAN": "GB33BUKB20201555555555",
        }
        now = stack.enter_context(running(deployed, settings=here))
        town = settle(deployed, cards=outside.cards(company, CLIENTS), shops=SHOPS, balance_minor=BALANCE_MINOR, listens_at=told.url)
        load = Load(now.port, town)
        pool = stack.enter_context(ThreadPoolExecutor(CLIENTS))
        stack.callback(load.enough.set)
        clients = [pool.submit(load.client, number) for number in range(CLIENTS)]
        killed: Counter[str] = Counter()
        for _, victim in zip(range(KILLS), victims(), strict=False):
            time.sleep(random.uniform(0.3, 1.2))
            kill = PARTS[victim] if victim < len(PARTS) else kill_the_head
            kill(now)
            killed[kill.__name__] += 1
            if kill is kill_the_head:
                now = stack.enter_context(running(deployed, port=now.port, settings=here))
            until_healthy(now)
            for client in clients:
                assert not client.done() or client.result()
        time.sleep(0.5)
        load.enough.set()
        for client in clients:
            client.result(2 * PATIENCE_SECONDS)
        kill_the_worker(now)  # whoever comes next looks at once for what was left lying
        judge, said = Judge(deployed), load.acknowledged
        judge.until_quiet()
        judge.records(said)
        judge.wallets(town, said, began_with=BALANCE_MINOR)
        judge.consequences(town, said, told)
        assert outside.taken(company) == {str(key): minor for key, (_, minor) in said.top_ups.items()}
        books = judge.books()
    sys.stdout.write(f"\nkilled: {dict(killed)}\nacknowledged: {said.counts()}\nunanswered: {dict(load.unanswered)}\n{books}")
    assert all(said.counts().values())
    assert load.unanswered
