"""What age costs: a balance of the past and a page of a statement at ten million entries, beside the same at a hundred thousand."""

import random
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.db import connections

import zhiyin.ledger
from benchmarks.ground import Ground
from benchmarks.registry import Sample, figure
from zhiyin.ledger import queries

SCHEMA = Path(zhiyin.ledger.__file__).parent / "sql" / "schema.sql"
SMALL, LARGE = 100_000, 10_000_000  # entries; a transfer has two
ACCOUNTS, ASKED = 10_000, 400
BEGAN, SPAN = datetime(2020, 1, 1, tzinfo=UTC), timedelta(days=1_000)

# Only reads are measured, so the rows are written straight into the journal: random accounts, moments that grow, running numbers left out of account.
FILL = """
insert into ledger.transfer (id, dr, cr, amount, dr_n, cr_n, dr_bal, cr_bal, at, kind, code)
select uuidv7(), a, 1 + (a + floor(random() * {others})::bigint) % {accounts}, 1, n, n, n, n,
       '{began}'::timestamptz + n * interval '{step} microseconds', 0, 1
from (select n, 1 + floor(random() * {accounts})::bigint as a from generate_series({first}, {last}) n) drawn
"""


@figure("ledger.balance_at_growth", unit="ms", at_most=1.5)
def balance_at(ground: Ground) -> Sample:
    """Median of `queries.balance_at` for random accounts and moments at 10^7 entries; beside the same at 10^5."""
    return _aged(ground, queries.balance_at)


@figure("ledger.statement_growth", unit="ms", at_most=2)
def statement(ground: Ground) -> Sample:
    """Median of a page of twenty from `queries.statement` before a random moment at 10^7 entries; beside the same at 10^5."""
    return _aged(ground, lambda account, moment: queries.statement(account, before=moment, limit=20))


def _aged(ground: Ground, ask: Callable[[int, datetime], object]) -> Sample:
    """Milliseconds at the large and at the small size, asked in turn so that a noisy moment meets both."""
    names = {size: ground.once(f"journal of {size}", lambda size=size: _journal(ground, size)) for size in (SMALL, LARGE)}
    took: dict[int, list[float]] = {SMALL: [], LARGE: []}
    for _ in range(4):
        for size, name in names.items():
            with _in(name):
                took[size] += _times(ask, ASKED // 4)
    return Sample(statistics.median(took[LARGE]) * 1000, statistics.median(took[SMALL]) * 1000)


def _times(ask: Callable[[int, datetime], object], count: int) -> list[float]:
    draw, found = random.Random(), []
    ask(1, BEGAN)  # the connection is made
    for _ in range(count):
        account, moment = draw.randint(1, ACCOUNTS), BEGAN + draw.random() * SPAN
        started = time.perf_counter()
        ask(account, moment)
        found.append(time.perf_counter() - started)
    return found


def _journal(ground: Ground, size: int) -> str:
    """The name of a database with a ledger of that many entries, made once in a run."""
    name, rows = f"journal_{size}", size // 2
    ground.sql(f"create database {name}")
    step = SPAN // timedelta(microseconds=1) // rows
    ground.sql(SCHEMA.read_text(), database=name)
    for first in range(1, rows + 1, 500_000):
        last = min(rows, first + 499_999)
        ground.sql(FILL.format(others=ACCOUNTS - 1, accounts=ACCOUNTS, began=BEGAN, step=step, first=first, last=last), database=name)
    ground.sql("vacuum analyze ledger.transfer", database=name)
    return name


@contextmanager
def _in(name: str) -> Iterator[None]:
    """The product's own queries meet that database."""
    connection = connections["default"]
    usual = connection.settings_dict["NAME"], connection.settings_dict["OPTIONS"]
    connection.close()
    connection.settings_dict["NAME"], connection.settings_dict["OPTIONS"] = name, {}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"], connection.settings_dict["OPTIONS"] = usual
