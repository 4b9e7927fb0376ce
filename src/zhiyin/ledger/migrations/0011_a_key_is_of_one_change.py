"""A key that names one change of an account cannot ask for another."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """`ledger.change_account` as it is now."""

    dependencies = [("ledger", "0010_seals")]
    operations = [migrations.RunSQL((SQL / "accounts.sql").read_text(), migrations.RunSQL.noop)]
