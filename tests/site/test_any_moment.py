"""A base backup and the archived journal of PostgreSQL bring the wallet back to any moment between, and there its books agree."""

import random
import shutil
import subprocess
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from tests.ledger.test_crash import client, judged
from zhiyin.site import embedded

pytestmark = pytest.mark.crash
MOMENTS = 3
RECOVER = """
restore_command = 'cp "{archive}/%f" "%p"'
recovery_target_time = '{moment}'
recovery_target_action = 'promote'
archive_mode = off
"""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A server that keeps all of its write-ahead log, with a ledger in it, and programs that post."""
    home, archive = tmp_path / "home", tmp_path / "archive"
    archive.mkdir()
    server = embedded.start(home)
    with psycopg.connect(server.url, autocommit=True) as line:
        line.execute("alter system set archive_mode = on")
        line.execute(f'alter system set archive_command = \'cp "%p" "{archive}/%f"\'')
    embedded.stop(home)
    embedded.start(home)
    assert client("prepare", home).wait() == 0
    yield home
    embedded.stop(home, mode="immediate")


def asked(home: Path, sql: str) -> list[tuple[object, ...]]:
    """What the server of that folder says."""
    with psycopg.connect(f"postgresql://{embedded.OWNER}@/zhiyin?host={embedded.socket_folder(home)}", autocommit=True) as line:
        return line.execute(sql).fetchall()


def moments(home: Path) -> list[datetime]:
    """Three moments at random while programs post, as the server's clock tells them."""
    draw, found = random.Random(7), []
    for _ in range(MOMENTS):
        time.sleep(draw.uniform(0.3, 1.0))
        found += [moment for (moment,) in asked(home, "select clock_timestamp()") if isinstance(moment, datetime)]
    time.sleep(0.5)
    return found


def brought_back(base: Path, archive: Path, there: Path, moment: datetime) -> None:
    """The base backup lies in a new folder, and the archive is read up to that moment."""
    shutil.copytree(base, there / "pg")
    (there / "pg" / "recovery.signal").touch()
    with (there / "pg" / "postgresql.auto.conf").open("a") as settings:
        settings.write(RECOVER.format(archive=archive, moment=moment.isoformat()))
    embedded.start(there)
    deadline = time.monotonic() + 60
    while asked(there, "select pg_is_in_recovery()") != [(False,)]:
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_the_books_agree_at_any_moment_that_is_brought_back(home: Path, tmp_path: Path) -> None:
    base, archive = tmp_path / "base", tmp_path / "archive"
    posting = client("post", home)
    while asked(home, "select count(*) > 200 from ledger.transfer") != [(True,)]:
        time.sleep(0.1)
    line = f"postgresql://{embedded.OWNER}@/zhiyin?host={embedded.socket_folder(home)}"
    subprocess.run([embedded.tool("pg_basebackup"), "-d", line, "-D", base, "-X", "fetch", "-c", "fast"], check=True)
    wanted = moments(home)
    posting.kill()
    posting.wait()
    asked(home, "select pg_switch_wal()")
    whole = judged(home)[1]

    counted = []
    for number, moment in enumerate(wanted):
        there = tmp_path / f"there{number}"
        brought_back(base, archive, there, moment)
        try:
            problems, journal = judged(there)
        finally:
            embedded.stop(there, mode="immediate")
        assert problems == []
        assert all(whole[key] == row for key, row in journal.items())
        ages = {key: moment - datetime.fromisoformat(str(row[3])) for key, row in whole.items()}
        assert {key for key, age in ages.items() if age > timedelta(seconds=2)} <= journal.keys()
        assert not {key for key, age in ages.items() if age < -timedelta(seconds=2)} & journal.keys()
        counted.append(len(journal))
    assert counted == sorted(counted)
    assert 12 < counted[0] < len(whole)
