"""Many writers, several workers, crashes: each fact is heard once, in an order in which nothing can be missed."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from uuid import UUID

import pytest
from django.db import OperationalError, connection, transaction
from tests.outbox.ears import AT, joined, listening

from zhiyin.events import Event
from zhiyin.outbox import reading, services, worker
from zhiyin.outbox.listening import JOBS, LISTENERS, Job
from zhiyin.outbox.models import Parked

WRITERS, EACH = 8, 40


def keep(events: Sequence[Event]) -> None:
    """Hearing is writing it down (in the one table at hand), in the batch's transaction."""
    Parked.objects.bulk_create([Parked(listener="kept", event_name="x", event_id=event.id, error="", attempts=0, at=AT) for event in events])


def kept() -> list[UUID]:
    """What was written down, in order."""
    return list(Parked.objects.filter(listener="kept").order_by("id").values_list("event_id", flat=True))


def in_thread(work: Callable[[], None]) -> None:
    """Runs it with a connection of its own, closed at the end."""
    try:
        work()
    finally:
        connection.close()


def publish_now(fact: Event) -> None:
    """The fact has reached the server, whose transaction stays open: by itself it would wait for the next statement."""
    services.publish(fact)
    with connection.cursor() as cursor:
        cursor.execute("select 1")


def write_slowly(written: list[list[UUID]], number: int) -> None:
    """Transactions that overlap: each holds its facts back a little before it commits."""
    for count in range(EACH):
        facts = [joined(), joined()]
        with transaction.atomic():
            publish_now(facts[0])
            time.sleep(0.001 * ((number * 7 + count) % 5))
            services.publish(facts[1])
        written[number].extend(fact.id for fact in facts)


@pytest.mark.usefixtures("fresh_database")
def test_eight_writers_and_two_workers_lose_nothing_and_double_nothing() -> None:
    written: list[list[UUID]] = [[] for _ in range(WRITERS)]
    stop = threading.Event()

    with listening(keep), ThreadPoolExecutor(WRITERS + 2) as pool:
        workers = [pool.submit(in_thread, lambda: worker.run(stop=stop)) for _ in range(2)]
        writers = [pool.submit(in_thread, lambda number=number: write_slowly(written, number)) for number in range(WRITERS)]  # type: ignore[misc]
        [one.result() for one in writers]
        services.drain(at=AT)
        stop.set()
        [one.result() for one in workers]

    order = {event_id: place for place, event_id in enumerate(kept())}
    assert Counter(kept()) == Counter(event_id for one in written for event_id in one)
    assert all([order[event_id] for event_id in one] == sorted(order[event_id] for event_id in one) for one in written)


@pytest.mark.usefixtures("fresh_database")
def test_a_fact_behind_an_open_transaction_is_not_skipped() -> None:
    """The later transaction commits first: its fact is held back until the earlier one has ended, then both are heard in order."""
    first, second = joined(), joined()
    opened, finish = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            publish_now(first)
            opened.set()
            finish.wait(10)

    with listening(keep) as name, ThreadPoolExecutor(1) as pool:
        slow_one = pool.submit(in_thread, slow)
        opened.wait(10)
        with transaction.atomic():
            services.publish(second)
        reading.introduce([LISTENERS[name]])
        assert reading.news([LISTENERS[name]], at=AT, patient=True) == []
        finish.set()
        slow_one.result()
        services.drain(at=AT)

    assert kept() == [first.id, second.id]


@pytest.mark.usefixtures("fresh_database")
def test_batches_that_cut_through_overlapping_transactions_leave_nothing_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The later transaction draws its number between two of the earlier one: in order of numbers alone the last fact would never be heard."""
    monkeypatch.setattr(reading, "BATCH", 1)
    first, between, last = joined(), joined(), joined()

    def interrupt() -> None:
        with transaction.atomic():
            services.publish(between)

    with listening(keep), ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            publish_now(first)
            pool.submit(in_thread, interrupt).result()
            services.publish(last)
        services.drain(at=AT)

    assert kept() == [first.id, last.id, between.id]


@pytest.mark.usefixtures("fresh_database")
def test_two_workers_at_once_hand_a_fact_over_once() -> None:
    facts = [joined() for _ in range(5)]
    handed: list[Event] = []

    def slowly(events: Sequence[Event]) -> None:
        handed.extend(events)
        time.sleep(0.2)

    with listening(slowly) as name, ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            services.publish(*facts)
        reading.introduce([LISTENERS[name]])
        both = [pool.submit(in_thread, lambda: reading.hear(LISTENERS[name], at=AT) and None) for _ in range(2)]
        [one.result() for one in both]

    assert handed == facts


@pytest.mark.usefixtures("fresh_database")
def test_a_crash_in_the_middle_of_a_batch_leaves_neither_writing_nor_cursor() -> None:
    facts = [joined() for _ in range(10)]

    def crash(events: Sequence[Event]) -> None:
        keep(events)
        with connection.cursor() as cursor:
            cursor.execute("reset role")
            cursor.execute("select pg_terminate_backend(pg_backend_pid())")

    with listening(crash) as name:
        with transaction.atomic():
            services.publish(*facts)
        with pytest.raises(OperationalError):
            services.drain(at=AT)
        connection.close()
        assert kept() == []
        LISTENERS[name] = LISTENERS[name].__class__(name=name, wanted=("PersonJoined",), hear=keep, reset=None)
        services.drain(at=AT)

    assert kept() == [fact.id for fact in facts]


@pytest.mark.usefixtures("fresh_database")
def test_the_worker_survives_a_lost_database_and_goes_on() -> None:
    stop = threading.Event()
    facts = [joined() for _ in range(3)]

    with listening(keep), ThreadPoolExecutor(1) as pool:
        running = pool.submit(in_thread, lambda: worker.run(stop=stop))
        for fact in facts:
            with transaction.atomic():
                services.publish(fact)
            until(lambda fact=fact: fact.id in kept())  # type: ignore[misc]
            cut_off_others()
        stop.set()
        running.result(10)

    assert kept() == [fact.id for fact in facts]


@pytest.mark.usefixtures("fresh_database")
def test_jobs_run_again_and_again_and_a_failing_one_does_not_stop_the_worker() -> None:
    calls: list[datetime] = []
    stop = threading.Event()

    def job(at: datetime) -> None:
        calls.append(at)
        raise ValueError("not today")

    others = dict(JOBS)
    JOBS.clear()
    JOBS["outbox.job"] = Job(name="outbox.job", seconds=0.02, run=job)
    with listening(keep), ThreadPoolExecutor(1) as pool:
        running = pool.submit(in_thread, lambda: worker.run(stop=stop))
        until(lambda: len(calls) >= 3)
        stop.set()
        running.result(10)
    JOBS.clear()
    JOBS.update(others)

    assert calls == sorted(calls)


def until(true: Callable[[], bool]) -> None:
    """Waits, ten seconds at most."""
    deadline = time.monotonic() + 10
    while not true():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.01)


def cut_off_others() -> None:
    """Every other session on this database loses its connection, as in a restart."""
    with connection.cursor() as cursor:
        cursor.execute("reset role")
        cursor.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()")
        cursor.execute("set role zhiyin_app")


@pytest.mark.usefixtures("fresh_database")
def test_draining_beside_a_worker_waits_until_everything_was_heard() -> None:
    stop = threading.Event()
    facts = [joined() for _ in range(50)]

    def slowly(events: Sequence[Event]) -> None:
        time.sleep(0.3)
        keep(events)

    with listening(slowly), ThreadPoolExecutor(1) as pool:
        running = pool.submit(in_thread, lambda: worker.run(stop=stop))
        with transaction.atomic():
            services.publish(*facts)
        services.drain(at=AT)
        assert kept() == [fact.id for fact in facts]
        stop.set()
        running.result(10)


@pytest.mark.usefixtures("fresh_database")
def test_a_worker_does_nothing_while_somebody_works_alone_and_everything_afterwards() -> None:
    stop, began = threading.Event(), threading.Event()
    calls: list[datetime] = []
    fact = joined()

    def job(at: datetime) -> None:
        calls.append(at)
        began.set()

    others = dict(JOBS)
    JOBS.clear()
    JOBS["outbox.job"] = Job(name="outbox.job", seconds=0, run=job)

    try:
        with listening(keep), ThreadPoolExecutor(1) as pool:
            running = pool.submit(in_thread, lambda: worker.run(stop=stop))
            assert began.wait(10)
            with services.alone():
                before = len(calls)
                with transaction.atomic():
                    services.publish(fact)
                time.sleep(0.5)
                assert (len(calls), kept()) == (before, [])
            until(lambda: kept() == [fact.id] and len(calls) > before)
            stop.set()
            running.result(10)
    finally:
        JOBS.clear()
        JOBS.update(others)
