"""A shorter way for batches of plain transfers."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """`ledger.post_plain`."""

    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunSQL((SQL / "post_plain.sql").read_text(), migrations.RunSQL.noop)]
