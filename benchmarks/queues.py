"""The same work by queues that other people keep: installed here and now in an environment of their own, never by the product."""

import subprocess
import sys
import venv
from pathlib import Path

from benchmarks.followups import item_by_item
from benchmarks.ground import Ground
from benchmarks.registry import Sample, figure
from zhiyin.site import embedded

PINNED = ("procrastinate==3.10.0", "pgqueuer==1.6.0", "psycopg[binary,pool]==3.3.9")
SCRIPT, DATABASE = Path(__file__).with_name("their_queues.py"), "queues"
WAITING = 100_000  # a tenth of what waits in ours: with a million they would take half an hour to fill


@figure("followups.beside_pgqueuer", unit="/s", at_least=1)
def beside_pgqueuer(ground: Ground) -> Sample:
    """Item by item with a million waiting, beside pgqueuer 1.6.0 with a hundred thousand."""
    return Sample(item_by_item(ground).value, _theirs(ground, "pgqueuer", due=3_000))


@figure("followups.beside_procrastinate", unit="/s", at_least=1)
def beside_procrastinate(ground: Ground) -> Sample:
    """Item by item with a million waiting, beside procrastinate 3.10.0 with a hundred thousand."""
    return Sample(item_by_item(ground).value, _theirs(ground, "procrastinate", due=500))


def _theirs(ground: Ground, queue: str, *, due: int) -> float:
    python = ground.once("their environment", lambda: _installed(ground.home / "queues"))
    if not ground.sql(f"select 1 from pg_database where datname = '{DATABASE}'"):
        ground.sql(f"create database {DATABASE}")
    dsn = f"host={ground.server.socket} user={embedded.OWNER} dbname={DATABASE}"
    done = subprocess.run([python, SCRIPT, queue, dsn, str(WAITING), str(due)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{queue} failed:\n{done.stderr[-2000:]}")
    return float(done.stdout)


def _installed(where: Path) -> Path:
    venv.create(where, with_pip=True)
    python = where / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *PINNED], check=True, stdout=sys.stderr)
    return python
