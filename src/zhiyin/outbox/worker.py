"""The worker: hears facts and runs jobs until it is told to stop. It polls; why is in docs/decisions/0004-outbox-poll.md."""

import gc
import threading
import time

import structlog
from django.db import InterfaceError, OperationalError, connection

from zhiyin.kit import clock
from zhiyin.outbox import reading, services
from zhiyin.outbox.listening import JOBS, LISTENERS, Job

IDLE_SECONDS = 0.1
LOST_SECONDS = 0.5
log = structlog.get_logger("zhiyin.worker")


def run(*, stop: threading.Event) -> None:
    """Listeners hear what is published and jobs run when they are due, until `stop` is set. A lost database is waited for.

    Several workers may run at once: a listener is served by one of them at a time.
    """
    gc.collect()
    gc.freeze()  # what is loaded by now stays: whoever makes thousands of rows need not wait while all of it is looked through for garbage
    log.info("worker_started", listeners=len(LISTENERS), jobs=len(JOBS))
    due: dict[str, float] = {}
    introduced, lost = False, ""
    while not stop.is_set():
        try:
            if not introduced:
                reading.introduce(tuple(LISTENERS.values()))
                introduced = True
            heard = _round(due, stop)
            lost = _told("", before=lost)
            if not heard:
                _idle(due, stop)
        except (OperationalError, InterfaceError) as error:
            lost = _told(str(error).strip().split("\n")[0] or "no answer", before=lost)
            connection.close()
            stop.wait(LOST_SECONDS)
        except Exception:
            # Whatever it is, people wait for the other listeners: say it and go on.
            log.exception("worker_stumbled")
            connection.close()
            stop.wait(LOST_SECONDS)
    connection.close()
    log.info("worker_stopped")


def _idle(due: dict[str, float], stop: threading.Event) -> None:
    """Nothing was published: until it is looked for again, jobs run at their time."""
    until = time.monotonic() + IDLE_SECONDS
    while (now := time.monotonic()) < until:
        next_job = min(due.values(), default=until)
        if stop.wait(max(0.0, min(until, next_job) - now)):
            return
        if next_job < until:
            with services.beside_others() as may_work:
                if not may_work:
                    return
                _work(due)


def _told(lost: str, *, before: str) -> str:
    """Says once that the database is lost, again when the reason is another, and once that it is back; answers the present reason."""
    if lost and lost != before:
        log.warning("database_lost", error=lost)
    elif before and not lost:
        log.info("database_back")
    return lost


def _round(due: dict[str, float], stop: threading.Event) -> int:
    """One batch for each listener with news, and the jobs that are due before and between them; the number of facts handed over.

    None while somebody works alone (`services.alone`).
    """
    with services.beside_others() as may_work:
        return _hear_and_work(due, stop) if may_work else 0


def _hear_and_work(due: dict[str, float], stop: threading.Event) -> int:
    handled = 0
    _work(due)
    for listener in reading.news(tuple(LISTENERS.values()), at=clock.now(), patient=True):
        if stop.is_set():
            break
        handled += reading.hear(listener, at=clock.now())[0]
        _work(due)
    return handled


def _work(due: dict[str, float]) -> None:
    for job in tuple(JOBS.values()):
        if due.get(job.name, 0.0) <= time.monotonic():
            _attempt(job)
            due[job.name] = time.monotonic() + job.seconds


def _attempt(job: Job) -> None:
    try:
        job.run(clock.now())
    except Exception:
        if not connection.is_usable():
            raise
        log.exception("job_failed", job=job.name)
