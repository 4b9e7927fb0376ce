"""Other people's queues, doing what `followups.item_by_item` does, run by `queues.py` in an environment of their own.

`python their_queues.py QUEUE DSN PENDING DUE`: prints how many a second were done of those that were due, with so many waiting for a later day.
"""

import asyncio
import sys
import time
from datetime import UTC, datetime, timedelta

import procrastinate
import psycopg
from pgqueuer import PgQueuer, Queries
from pgqueuer.db import PsycopgDriver
from pgqueuer.domain.types import QueueExecutionMode
from psycopg_pool import AsyncConnectionPool

LATER, LOT = timedelta(days=300), 1_000
EFFECTS_SQL = "create table if not exists effect (id bigint primary key)"
EFFECT_SQL = "insert into effect (id) values (%s) on conflict do nothing"


async def by_procrastinate(dsn: str, pending: int, due: int) -> float:
    """Its worker with ten tasks at once, each with a connection of the pool."""
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=dsn))
    pool = AsyncConnectionPool(dsn, min_size=10, max_size=10, open=False, kwargs={"autocommit": True})

    @app.task(name="effect")
    async def effect(number: int) -> None:
        async with pool.connection() as line:
            await line.execute(EFFECT_SQL, [number])

    async with app.open_async(), pool:
        await app.schema_manager.apply_schema_async()
        for moment, count in ((datetime.now(UTC) + LATER, pending), (None, due)):
            later = effect.configure(schedule_at=moment) if moment else effect.configure()
            for start in range(0, count, LOT):
                await later.batch_defer_async(*({"number": number} for number in range(start, min(start + LOT, count))))
        began = time.perf_counter()
        await app.run_worker_async(wait=False, concurrency=10, install_signal_handlers=False, listen_notify=False)
        return due / (time.perf_counter() - began)


async def by_pgqueuer(dsn: str, pending: int, due: int) -> float:
    """Its manager in lots of a hundred, each effect with a connection of a pool of ten."""
    line = await psycopg.AsyncConnection.connect(dsn, autocommit=True)
    driver = PsycopgDriver(line)
    queue, queries = PgQueuer(driver), Queries(driver)
    await queries.install()
    async with AsyncConnectionPool(dsn, min_size=10, max_size=10, kwargs={"autocommit": True}) as pool:

        @queue.entrypoint("effect")
        async def effect(job: object) -> None:
            async with pool.connection() as mine:
                await mine.execute(EFFECT_SQL, [int(job.payload)])  # type: ignore[attr-defined]

        for after, count in ((LATER, pending), (None, due)):
            for start in range(0, count, LOT):
                numbers = range(start, min(start + LOT, count))
                payloads = [str(number).encode() for number in numbers]
                await queries.enqueue(["effect"] * len(numbers), payloads, [0] * len(numbers), [after] * len(numbers))
        began = time.perf_counter()
        await queue.run(batch_size=100, mode=QueueExecutionMode.drain)
        return due / (time.perf_counter() - began)


async def main() -> None:
    """Fresh tables, one queue, one figure."""
    name, dsn, pending, due = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    with psycopg.connect(dsn, autocommit=True) as line:
        line.execute("drop schema public cascade")
        line.execute("create schema public")
        line.execute(EFFECTS_SQL)
    rate = await {"procrastinate": by_procrastinate, "pgqueuer": by_pgqueuer}[name](dsn, pending, due)
    with psycopg.connect(dsn) as line:
        done = line.execute("select count(*) from effect").fetchone()
    if done != (due,):
        raise RuntimeError(f"{name} did {done} of {due}")
    print(rate)


if __name__ == "__main__":
    asyncio.run(main())
