"""`zhiyin run` as an operator starts it, for tests that look at it from outside."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ZHIYIN = Path(sys.executable).parent / "zhiyin"
SECONDS_MAX = 60


@dataclass(frozen=True, slots=True)
class Running:
    """A deployment that serves; `process` is its head."""

    home: Path
    port: int
    process: subprocess.Popen[bytes]

    def get(self, path: str) -> tuple[int, dict[str, str]]:
        """The status and the JSON of an answer. Raises `OSError` when there is none, or half of one."""
        try:
            with urllib.request.urlopen(f"http://localhost:{self.port}{path}", timeout=10) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as answer:
            return answer.code, json.loads(answer.read())
        except http.client.HTTPException as half:
            raise ConnectionError from half


def environment(home: Path, **more: str) -> dict[str, str]:
    """What an operator's shell holds: nothing of the tests' own settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ZHIYIN_", "DJANGO_", "DATABASE_URL"))}
    return kept | {"ZHIYIN_HOME": str(home), "CI": "1", "ZHIYIN_API_PER_MINUTE": "1000000"} | more  # load is meant, and not told to slow down


def zhiyin(home: Path, *words: str, settings: Mapping[str, str] | None = None, seconds: int = SECONDS_MAX) -> subprocess.CompletedProcess[str]:
    """One verb, run to its end."""
    return subprocess.run([ZHIYIN, *words], env=environment(home, **settings or {}), capture_output=True, text=True, timeout=seconds, check=False)


@contextmanager
def running(home: Path, *, port: int | None = None, settings: Mapping[str, str] | None = None) -> Iterator[Running]:
    """A deployment that answers /healthz; ended by SIGINT afterwards, if it still lives."""
    port = port or free_port()
    with (home.parent / f"{home.name}.log").open("a") as log:
        process = subprocess.Popen(
            [ZHIYIN, "run"], env=environment(home, ZHIYIN_PORT=str(port), **settings or {}), stdout=log, stderr=log, stdin=subprocess.DEVNULL
        )
    deployment = Running(home, port, process)
    try:
        until_healthy(deployment)
        yield deployment
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=SECONDS_MAX)


def until_healthy(deployment: Running) -> None:
    deadline = time.monotonic() + SECONDS_MAX
    while time.monotonic() < deadline and deployment.process.poll() is None:
        with suppress(OSError):
            if deployment.get("/healthz")[0] == 200:
                return
        time.sleep(0.05)
    raise AssertionError((deployment.home.parent / f"{deployment.home.name}.log").read_text()[-3000:])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def left_over(home: Path) -> list[str]:
    """Command lines of processes that still have to do with this data folder (Linux)."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            asked = f"ZHIYIN_HOME={home}".encode() in (folder / "environ").read_bytes().split(b"\0")
            line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            if asked or str(home) in line:
                found.append(line)
    return found


def until_nothing_is_left(home: Path) -> list[str]:
    """What is left after ten seconds at most."""
    deadline = time.monotonic() + 10
    while (found := left_over(home)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return found
