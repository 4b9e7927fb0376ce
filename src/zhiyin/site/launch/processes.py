"""A small family of processes: forked from one parent, restarted when they fall over, never outliving it."""

import contextlib
import ctypes
import os
import select
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

STOP_SECONDS_MAX = 15
TICK_SECONDS = 0.5
FALLS_MAX = 5
FALLS_WITHIN_SECONDS = 60
PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
CHANGES = (*STOPPING, signal.SIGCHLD)


@dataclass(slots=True)
class Child:
    """A process to keep running; one that ends by itself with status 0 or 1 is done unless it is `for_ever`."""

    name: str
    work: Callable[[], int]
    for_ever: bool = True
    pid: int = 0
    ended: int | None = None
    falls: list[float] = field(default_factory=list)


def look_after(children: Sequence[Child], *, tick: Callable[[], None]) -> str | None:
    """Runs the children until a signal to stop, or until one keeps falling; then stops them in order. Returns the fallen one's name.

    `tick` is called twice a second. Call it without threads: it forks.
    """
    stopping: list[int] = []
    with _woken_by(CHANGES, stopping) as sleep:
        try:
            for child in children:
                _start(child)
            while not stopping:
                sleep(TICK_SECONDS)
                _bury(children)
                for child in children:
                    if not _settled(child):
                        return child.name
                tick()
            return None
        finally:
            for child in children:
                _stop(child)


@contextlib.contextmanager
def _woken_by(numbers: Sequence[int], stopping: list[int]) -> Iterator[Callable[[float], None]]:
    """Inside, a signal ends the sleep that is yielded; those that ask to stop are noted.

    The signal is written into a pipe: a handler that sets a `threading.Event` can meet its own lock and never return.
    """
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    os.set_blocking(writing, False)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    for number in numbers:
        if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:  # nohup stays nohup
            signal.signal(number, lambda arrived, _: stopping.append(arrived) if arrived in STOPPING else None)

    def sleep(seconds: float) -> None:
        select.select([reading], [], [], seconds)
        with contextlib.suppress(BlockingIOError):
            os.read(reading, 1024)

    try:
        yield sleep
    finally:
        signal.set_wakeup_fd(-1)
        os.close(reading)
        os.close(writing)


def adopt_orphans() -> None:
    """What this process's children leave behind becomes its own to bury: PostgreSQL takes a dead server that nobody buried for a living one.

    Containers often have nobody else for it. Linux only.
    """
    _prctl(PR_SET_CHILD_SUBREAPER, 1)


def told_to_stop() -> threading.Event:
    """Set by SIGTERM or SIGINT; for a child that ends its work in good order."""
    stop = threading.Event()

    def note(*_: object) -> None:
        # In a thread of its own: the signal may have come while this very thread held the event's lock.
        threading.Thread(target=stop.set).start()

    signal.signal(signal.SIGTERM, note)
    signal.signal(signal.SIGINT, note)
    return stop


def die_with_parent() -> None:
    """The kernel ends this process when its parent ends, however that happens (Linux; elsewhere the parent's own signals must do)."""
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def _start(child: Child) -> None:
    parent = os.getpid()
    child.ended = None
    child.pid = os.fork()
    if child.pid:
        return
    status = 1
    try:
        die_with_parent()
        os.setpgid(0, 0)  # the terminal's Ctrl-C is for the parent, who stops the children in order
        signal.set_wakeup_fd(-1)
        for number in CHANGES:
            signal.signal(number, signal.SIG_DFL)
        if os.getppid() == parent:
            status = child.work()
    except SystemExit as leaving:
        status = leaving.code if isinstance(leaving.code, int) else 1
    except BaseException:  # noqa: BLE001  a child must never run on in its parent's code
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _settled(child: Child) -> bool:
    """False when the child falls too often; restarts it when it fell."""
    if not child.pid or child.ended is None:
        return True
    child.pid = 0
    if not child.for_ever and child.ended in (0, 1):
        return True
    child.falls = [at for at in child.falls if at > time.monotonic() - FALLS_WITHIN_SECONDS] + [time.monotonic()]
    if len(child.falls) > FALLS_MAX:
        return False
    time.sleep(0.1 * 2 ** len(child.falls))
    _start(child)
    return True


def _bury(children: Sequence[Child]) -> None:
    """Collects everything that has ended: the children, and orphans."""
    with contextlib.suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            for child in children:
                if child.pid == ended[0]:
                    child.ended = os.waitstatus_to_exitcode(ended[1])


def _stop(child: Child) -> None:
    if not child.pid or child.ended is not None:
        return
    os.kill(child.pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS_MAX
    while time.monotonic() < deadline:
        if os.waitpid(child.pid, os.WNOHANG)[0]:
            return
        time.sleep(0.02)
    os.kill(child.pid, signal.SIGKILL)
    os.waitpid(child.pid, 0)
