"""kill -9 of PostgreSQL and of its clients while they post: what was acknowledged is there, once, and nothing is torn."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.ledger import crash_client

from zhiyin.ledger.services import Status
from zhiyin.site import embedded

pytestmark = pytest.mark.crash
ROUNDS = int(os.environ.get("KILLS", "8")) // 2  # each kills PostgreSQL and its clients; `make chaos` asks for many more
SECONDS_BETWEEN_KILLS = 1.2


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A PostgreSQL of its own that really writes to the disk, with the ledger in it."""
    embedded.start(tmp_path, fsync=True)
    assert client("prepare", tmp_path).wait() == 0
    yield tmp_path
    embedded.stop(tmp_path, mode="immediate")


def client(verb: str, home: Path, seed: int = 0) -> subprocess.Popen[bytes]:
    """A client process; it knows the ledger by its doors, as the app does."""
    role = "" if verb == "prepare" else "zhiyin_app"
    environment = os.environ | {
        "ZHIYIN_HOME": str(home),
        "ZHIYIN_DB_ROLE": role,
        "DJANGO_SETTINGS_MODULE": "tests.ledger.crash_settings",
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    return subprocess.Popen([sys.executable, "-m", "tests.ledger.crash_client", verb, str(home), str(seed)], env=environment)


def kill_postgres(home: Path) -> None:
    """The postmaster dies without a word; its backends notice and follow. Then it is started again."""
    os.kill(int((home / "pg" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    embedded.start(home, fsync=True)


def judged(home: Path) -> tuple[list[str], dict[str, list[object]]]:
    """What verification said, and the journal."""
    assert client("verify", home).wait() == 0
    found = json.loads((home / "found").read_text())
    return found["problems"], found["journal"]


def test_killing_postgres_and_clients_loses_tears_and_doubles_nothing(home: Path) -> None:
    for round_ in range(ROUNDS):
        running = client("post", home, seed=round_)
        time.sleep(SECONDS_BETWEEN_KILLS)
        kill_postgres(home)
        time.sleep(SECONDS_BETWEEN_KILLS)
        running.kill()
        running.wait()
    assert client("settle", home).wait() == 0

    problems, journal = judged(home)

    assert problems == []
    applied = 0
    for notes in home.glob("notes-*"):
        sent, answered = crash_client.read(notes)
        for command in (command for batch in sent for command in batch):
            status, at = answered[str(command.id)]
            kept = journal.pop(str(command.id), None)
            assert kept == ([command.amount_minor, command.debit, command.credit, at] if status <= Status.DUPLICATE else None)
            applied += kept is not None
    assert applied > 500
    assert len(journal) == crash_client.ACCOUNTS - 1
