"""The order of commits stands in the journal's own rows; the table that kept it beside them is gone."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"
FUNCTIONS = ("accounts", "post", "post_one", "post_plain")

# What the schema has today it has from the start; only a wallet that is older has the table.
MOVE = """
do $$ begin
  if to_regclass('ledger.event') is null then
    return;
  end if;
  alter table ledger.transfer disable trigger journal_only_grows;
  alter table ledger.account_change disable trigger journal_only_grows;
  alter table ledger.transfer add column xid xid8 not null default pg_current_xact_id();
  alter table ledger.account_change add column xid xid8 not null default pg_current_xact_id();
  update ledger.transfer t set xid = e.xid from ledger.event e where e.ref = t.id;
  update ledger.account_change c set xid = e.xid from ledger.event e where e.ref = c.id;
  alter table ledger.transfer enable trigger journal_only_grows;
  alter table ledger.account_change enable trigger journal_only_grows;
  create index transfer_xid on ledger.transfer (xid);
  create index account_change_xid on ledger.account_change (xid);
  drop table ledger.event;
end $$
"""


class Migration(migrations.Migration):
    """`ledger.transfer.xid` and `ledger.account_change.xid`."""

    dependencies = [("ledger", "0002_plain_batches")]
    operations = [
        migrations.RunSQL(MOVE, migrations.RunSQL.noop),
        *(migrations.RunSQL((SQL / f"{name}.sql").read_text(), migrations.RunSQL.noop) for name in FUNCTIONS),
    ]
