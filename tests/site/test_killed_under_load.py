"""kill -9 of whatever a deployment is made of, while programs send money: what was acknowledged is there, once. `make chaos` kills 200 times."""

import http.client
import json
import os
import random
import signal
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from itertools import cycle
from pathlib import Path
from uuid import UUID

import pytest

from tests.site.newcomers import Newcomer, settle
from tests.site.running import Running, running, until_healthy, zhiyin
from zhiyin.kit.ids import uuid7

CLIENTS = 8
KILLS = int(os.environ.get("KILLS", "4"))  # `make chaos` asks for many more
BALANCE_MINOR = 1_000_00
PATIENCE_SECONDS = 30
Sent = dict[UUID, tuple[str, str, int]]


class Load:
    """Eight programs that send a little money to each other and repeat a request, with its key, until it is answered."""

    def __init__(self, port: int, people: Sequence[Newcomer]) -> None:
        self.port = port
        self.people = people
        self.enough = threading.Event()
        self.unanswered = 0

    def client(self, number: int) -> Sent:
        """What this one was told has happened: sender, recipient and amount of each key."""
        draw, own, sent = random.Random(number), self.people[number], Sent()
        while not self.enough.is_set():
            key, to, minor = uuid7(), draw.choice([each for each in self.people if each is not own]), draw.randint(1, 99)
            said = self.until_answered(own, "/transfers", {"to": to.handle, "amount": f"0.{minor:02}", "key": str(key)})
            assert (said["id"], said["amount"]) == (str(key), f"0.{minor:02}")
            sent[key] = (own.id, to.id, minor)
        return sent

    def until_answered(self, own: Newcomer, path: str, body: dict[str, str] | None = None) -> dict[str, str]:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (said := self.ask(own, path, body)) is None:
            assert time.monotonic() < deadline, "not answered for a long time"
            time.sleep(0.05)
        return said

    def ask(self, own: Newcomer, path: str, body: dict[str, str] | None) -> dict[str, str] | None:
        """The answer; None when there was none, or one that promises nothing (5xx)."""
        headers = {"Authorization": f"Bearer {own.token}", "Content-Type": "application/json"}
        asked = urllib.request.Request(f"http://localhost:{self.port}/api/v1{path}", json.dumps(body).encode() if body else None, headers)
        try:
            with urllib.request.urlopen(asked, timeout=10) as answer:
                return dict(json.loads(answer.read()))
        except urllib.error.HTTPError as problem:
            if problem.code < 500:
                raise
        except (OSError, http.client.HTTPException):
            pass
        self.unanswered += 1
        return None

    def balance_minor(self, own: Newcomer) -> int:
        return int(self.until_answered(own, "/wallet")["balance"].replace(".", ""))


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


def kill_the_worker(deployment: Running) -> None:
    """Who hears of events is the head's only child that is neither PostgreSQL nor has children."""
    alone = [pid for pid in _not_postgresql(descendants(deployment.process.pid, 1)) if not descendants(pid, 1)]
    os.kill(alone[0], signal.SIGKILL)


def kill_postgresql(deployment: Running) -> None:
    os.kill(int((deployment.home / "pg" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)


def kill_the_head(deployment: Running) -> None:
    deployment.process.kill()
    deployment.process.wait()


def _not_postgresql(pids: Sequence[int]) -> list[int]:
    found = [pid for pid in pids if not Path(f"/proc/{pid}/comm").read_text().startswith("postgres")]
    assert found
    return found


# The head last: what falls too often in a minute is given up, and a new head counts from the start.
VICTIMS = (kill_a_web_worker, kill_postgresql, kill_the_worker, kill_the_head)


@pytest.mark.crash
def test_what_was_acknowledged_is_there_once_whatever_was_killed_meanwhile(deployed: Path) -> None:
    with ExitStack() as stack:
        now = stack.enter_context(running(deployed))
        load = Load(now.port, settle(deployed, CLIENTS, balance_minor=BALANCE_MINOR))
        pool = stack.enter_context(ThreadPoolExecutor(CLIENTS))
        stack.callback(load.enough.set)
        clients = [pool.submit(load.client, number) for number in range(CLIENTS)]
        for _, kill in zip(range(KILLS), cycle(VICTIMS), strict=False):
            time.sleep(1)
            kill(now)
            if kill is kill_the_head:
                now = stack.enter_context(running(deployed, port=now.port))
            until_healthy(now)
        time.sleep(1)
        load.enough.set()
        sent = {key: terms for client in clients for key, terms in client.result(PATIENCE_SECONDS).items()}
        balances = {each.id: load.balance_minor(each) for each in load.people}
        check(deployed, sent, balances)
    assert load.unanswered > 0


def check(home: Path, sent: Sent, balances: dict[str, int]) -> None:
    """The records, the journal and the wallets hold what was acknowledged, no less and no more."""
    assert len(sent) > 50
    for table, amount in (("payments_transfer", "amount_minor"), ("ledger.transfer", "amount")):
        rows = zhiyin(home, "psql", "-Atc", f"select id, {amount} from {table} where id = any('{{{','.join(map(str, sent))}}}')").stdout.split()
        assert sorted(rows) == sorted(f"{key}|{minor}" for key, (_, _, minor) in sent.items())
    assert zhiyin(home, "psql", "-Atc", "select count(*) from payments_transfer").stdout.strip() == str(len(sent))
    for person, balance in balances.items():
        assert balance == BALANCE_MINOR + sum(minor * ((to == person) - (own == person)) for own, to, minor in sent.values())
    assert sum(balances.values()) == CLIENTS * BALANCE_MINOR
    assert zhiyin(home, "verify").stdout.endswith("Everything agrees. 全部一致。\n")
