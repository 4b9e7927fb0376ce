"""Operators add assets of their own."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """`ledger.add_asset`."""

    dependencies = [("ledger", "0003_order_in_the_journal")]
    operations = [migrations.RunSQL((SQL / "assets.sql").read_text(), "drop function ledger.add_asset")]
