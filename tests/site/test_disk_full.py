"""A disk without room: nothing is half posted, and once there is room again the books agree and programs go on."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ledger import crash_client
from tests.ledger.test_crash import client, judged
from zhiyin.ledger.services import Status
from zhiyin.site import embedded

pytestmark = pytest.mark.crash
MEGABYTES = 220


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own. Where nobody may mount one, there is nothing to be shown."""
    disk = tmp_path / "disk"
    disk.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m,mode=0700", "tmpfs", disk], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("no disk can be mounted here")
    yield disk
    embedded.stop(disk / "home", mode="immediate")
    subprocess.run(["umount", "-l", disk], check=True)


def test_what_was_posted_before_the_disk_was_full_is_there_and_nothing_is_torn(disk: Path) -> None:
    home, filling = disk / "home", disk / "filling"
    embedded.start(home)
    assert client("prepare", home).wait() == 0
    posting = client("post", home)
    time.sleep(3)
    with pytest.raises(OSError, match="No space left"):
        filling.write_bytes(bytes(MEGABYTES * 1_000_000))
    time.sleep(4)
    posting.kill()
    posting.wait()
    filling.unlink()
    embedded.start(home)

    assert client("settle", home).wait() == 0
    problems, journal = judged(home)

    assert problems == []
    assert "No space left on device" in (home / "pg" / "server.log").read_text(errors="replace")
    answered = {key: status for notes in home.glob("notes-*") for key, (status, _) in crash_client.read(notes)[1].items()}
    assert {key for key, status in answered.items() if status <= Status.DUPLICATE} <= journal.keys()
    assert len(answered) > 100
