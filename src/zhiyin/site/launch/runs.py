"""Which `zhiyin run` of this data folder are alive: a locked file each, which the kernel unlocks when the last of the family is gone."""

import contextlib
import fcntl
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

from zhiyin.site.config import Config, Trouble

STOP_SECONDS_MAX = 60


@contextlib.contextmanager
def noted(config: Config) -> Iterator[None]:
    """While the block lasts, `stop` and `at_port` find this process."""
    folder = config.home / "runs"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / str(os.getpid())
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write(f"{config.port} {config.origin}\n")
        file.flush()
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def alive(home: Path) -> list[tuple[int, str]]:
    """The running ones: process id and "port address"."""
    return [(int(path.name), path.read_text().strip()) for path in sorted((home / "runs").glob("[0-9]*")) if not _is_free(path)]


def at_port(home: Path, port: int) -> str | None:
    """The address of the one that serves at that port; None when it is not one of this folder."""
    return next((text.partition(" ")[2] for _, text in alive(home) if text.startswith(f"{port} ")), None)


def stop(home: Path) -> int:
    """Stops them all, waits until they and their PostgreSQL are gone, and says how many there were. Raises `Trouble` when one stays."""
    running = alive(home)
    for pid, text in running:
        if not _is_ours(pid):
            raise Trouble(f"{text} is served from another container or machine. Stop it there.")
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS_MAX
    while alive(home):
        if time.monotonic() > deadline:
            raise Trouble(f"Process {running[0][0]} does not end. End it with `kill -9 {running[0][0]}`; no money is lost by that.")
        time.sleep(0.05)
    return len(running)


def _is_ours(pid: int) -> bool:
    # The same number means another process in another container; never signal that one.
    line = Path(f"/proc/{pid}/cmdline")
    return not Path("/proc/self").exists() or (line.exists() and b"zhiyin" in line.read_bytes())


def _is_free(path: Path) -> bool:
    with contextlib.suppress(FileNotFoundError), path.open("r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        path.unlink(missing_ok=True)
    return True
