"""Where figures are taken: an embedded PostgreSQL of its own that really writes to the disk, with accounts, people and TPC-B's tables when asked."""

import gc
import os
import re
import subprocess
import time
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TypeVar, cast

import django
from django.db import connections

from zhiyin.kit.ids import uuid7
from zhiyin.ledger import services as ledger
from zhiyin.ledger.services import NewAccount
from zhiyin.site import config, database, embedded

T = TypeVar("T")
SECONDS = float(os.environ.get("BENCH_SECONDS", "4"))
TPCB_SCALE = 32
CLIENTS = 32
ACCOUNTS = 100_000
PLENTY = 10**15


class Ground:
    """One run's server. What a round measured as a yardstick is measured once in it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.server = embedded.start(home, fsync=True)
        django.setup()
        database.prepare()
        self.become(config.APP_ROLE)
        gc.collect()
        gc.freeze()  # as the worker does
        self._round: dict[str, object] = {}
        self._kept: dict[str, object] = {}

    def become(self, role: str | None) -> None:
        """From now on this process meets the database as that role."""
        connections["default"].close()
        connections["default"].settings_dict["OPTIONS"] = {"assume_role": role} if role else {}

    def new_round(self) -> None:
        """Yardsticks are measured anew."""
        self._round.clear()

    def once_a_round(self, name: str, measure: Callable[[], T]) -> T:
        """What `measure` answered when it was first asked in this round."""
        if name not in self._round:
            self._round[name] = measure()
        return cast("T", self._round[name])

    def once(self, name: str, make: Callable[[], T]) -> T:
        """What `make` answered when it was first asked in this run."""
        if name not in self._kept:
            self._kept[name] = make()
        return cast("T", self._kept[name])

    @cached_property
    def accounts(self) -> tuple[int, ...]:
        """Accounts that can pay anything, their ids without a gap, with fresh planner statistics."""
        name = uuid7()
        ids = ledger.open_accounts([NewAccount(path=f"{name}/{n}", asset="USD", floor=-PLENTY) for n in range(ACCOUNTS)])
        self.sql("vacuum analyze ledger.balance")
        return ids

    @cached_property
    def _tpcb_tables(self) -> bool:
        self._tool("pgbench", "-i", "-q", "-s", str(TPCB_SCALE))
        return True

    def sql(self, statement: str, *, database: str = embedded.OWNER) -> str:
        """The answer of one statement, as the owner."""
        return self._tool("psql", "-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", statement, database=database).strip()

    def tpcb(self, seconds: float = SECONDS) -> float:
        """TPC-B transactions per second: pgbench's own script, prepared, 32 clients."""
        return self._tpcb_tables and self.pgbench(seconds=seconds)

    def pgbench(self, script: str | None = None, *, clients: int = CLIENTS, seconds: float = SECONDS) -> float:
        """Transactions per second of a script. `:base` and a counter `:n` are there to make keys with; every run has its own `:base`."""
        file = self.home / "script.sql"
        file.write_text(script or "")
        arguments = ["-n", "-M", "prepared", "-c", str(clients), "-j", "2", "-T", str(max(1, round(seconds)))]
        named = ["-D", "n=0", "-D", f"base={int(time.time() * 1000) << 16}", "-f", str(file)] if script else []
        answer = self._tool("pgbench", *arguments, *named)
        found = re.search(r"tps = ([0-9.]+)", answer)
        if not found:
            raise RuntimeError(f"pgbench said nothing to count:\n{answer}")
        return float(found[1])

    def _tool(self, name: str, *arguments: str, database: str = embedded.OWNER) -> str:
        where = ["-h", str(self.server.socket), "-U", embedded.OWNER]
        done = subprocess.run([embedded.tool(name), *where, *arguments, database], capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{name} failed:\n{done.stderr}")
        return done.stdout

    def close(self) -> None:
        """The server is gone; its files go with the folder."""
        connections.close_all()
        embedded.stop(self.home, mode="immediate")
