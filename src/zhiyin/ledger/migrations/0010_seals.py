"""Leaves, tiles and heads: the journal is sealed."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """`ledger.leaf`, `ledger.tile`, `ledger.tree_head`, `ledger.sealer` and the functions that write them."""

    dependencies = [("ledger", "0004_assets_are_added")]
    operations = [migrations.RunSQL((SQL / "seals.sql").read_text(), "drop table ledger.leaf, ledger.tile, ledger.tree_head, ledger.sealer cascade")]
