"""From the command to an open wallet: on an empty folder with the demo, and again."""

import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.ground import Ground
from benchmarks.http import running
from benchmarks.registry import Sample, figure
from zhiyin.site import embedded

PEOPLE = 400


@dataclass(frozen=True, slots=True)
class Starts:
    """Seconds until everything was ready the first time and until pages were served the second; payments loaded per second."""

    cold: float
    warm: float
    payments_per_second: float


@figure("start.cold", unit="s", at_most=60)
def cold(ground: Ground) -> Sample:
    """`zhiyin run` on an empty data folder until /readyz: PostgreSQL initialised, migrated, 400 households loaded. Without downloads."""
    return Sample(ground.once_a_round("starts", _starts).cold)


@figure("start.warm", unit="s", at_most=6)
def warm(ground: Ground) -> Sample:
    """`zhiyin run` again on the same folder until /readyz."""
    return Sample(ground.once_a_round("starts", _starts).warm)


@figure("demo.load_rate", unit="payments/s")
def load_rate(ground: Ground) -> Sample:
    """Past payments with their receipt lines, through the ledger and the events, per second of the whole cold start."""
    return Sample(ground.once_a_round("starts", _starts).payments_per_second)


def _starts() -> Starts:
    home = Path(tempfile.mkdtemp(prefix="zb-start-"))
    environment = {"ZHIYIN_HOME": str(home), "ZHIYIN_DEMO": str(PEOPLE)}
    try:
        started = time.perf_counter()
        with running(environment, path="/readyz"):
            cold = time.perf_counter() - started
            payments = _payments(home)
        started = time.perf_counter()
        with running(environment, path="/readyz"):
            warm = time.perf_counter() - started
        return Starts(cold, warm, payments / cold)
    finally:
        embedded.stop(home, mode="immediate")
        shutil.rmtree(home, ignore_errors=True)


def _payments(home: Path) -> int:
    command = [embedded.tool("psql"), "-h", str(home / "pg"), "-U", embedded.OWNER, "-Atc", "select count(*) from payments_payment", embedded.OWNER]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
