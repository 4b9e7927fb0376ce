"""Heads can be committed to Bitcoin."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """`ledger.anchor`, `ledger.anchor_stamp` and the functions that write them."""

    dependencies = [("ledger", "0011_a_key_is_of_one_change")]
    operations = [migrations.RunSQL((SQL / "anchors.sql").read_text(), "drop table ledger.anchor, ledger.anchor_stamp cascade")]
