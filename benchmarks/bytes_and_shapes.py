"""The ledger's shape beside the usual one, and what a transfer leaves on the disk."""

from pathlib import Path

from benchmarks.ground import ACCOUNTS, Ground
from benchmarks.ledger import one_call
from benchmarks.registry import Sample, beside, figure

TWO_ENTRIES = Path(__file__).with_name("two_entries.sql")
MOVE = """\
\\set a random(0, {last})
\\set b (:a + random(1, {last})) % {accounts}
\\set amount random(1, 1000)
select * from two_entries.move('ac_' || :a, 'ac_' || :b, :amount);
"""


@figure("ledger.single_vs_two_entries", unit="transfers/s", at_least=2)
def single(ground: Ground) -> Sample:
    """One transfer a call, 32 clients: `ledger.post_one`; beside a function of the usual two-entry shape (two_entries.sql), as many accounts."""
    ground.once("two entries", lambda: _usual_shape(ground))
    usual = MOVE.format(last=ACCOUNTS - 2, accounts=ACCOUNTS)
    return beside(lambda seconds: ground.pgbench(usual, seconds=seconds), lambda: ground.pgbench(one_call(ground)))


@figure("ledger.wal_bytes", unit="B/transfer", at_most=1_100)
def wal(ground: Ground) -> Sample:
    """Bytes of write-ahead log per transfer in single calls, after a warm-up that touched the pages since the last checkpoint."""
    ground.pgbench(one_call(ground))
    before, rows_before = _written(ground)
    ground.pgbench(one_call(ground))
    after, rows = _written(ground)
    return Sample((after - before) / (rows - rows_before))


@figure("ledger.disk_bytes", unit="B/transfer", at_most=360)
def disk(ground: Ground) -> Sample:
    """Bytes on the disk per transfer of the run so far: the journal's table with all its indexes (the order of commits is in it)."""
    ground.pgbench(one_call(ground))
    size, rows = ground.sql("select pg_total_relation_size('ledger.transfer'), (select count(*) from ledger.transfer)").split("|")
    return Sample(int(size) / int(rows))


def _usual_shape(ground: Ground) -> bool:
    ground.sql(TWO_ENTRIES.read_text())
    ground.sql(
        "insert into two_entries.account (id, currency, may_be_negative, may_be_positive)"
        f" select 'ac_' || n, 'USD', true, true from generate_series(0, {ACCOUNTS - 1}) n"
    )
    ground.sql("vacuum analyze two_entries.account")
    return True


def _written(ground: Ground) -> tuple[int, int]:
    wal_bytes, rows = ground.sql("select wal_bytes, (select count(*) from ledger.transfer) from pg_stat_wal").split("|")
    return int(wal_bytes), int(rows)
