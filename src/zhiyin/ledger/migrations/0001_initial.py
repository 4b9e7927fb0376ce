"""The ledger's own schema: tables, functions and assets, in SQL."""

from pathlib import Path

from django.db import migrations

from zhiyin.kit.money import ASSETS

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """Tables, functions, assets."""

    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL((SQL / "schema.sql").read_text(), "drop schema ledger cascade"),
        migrations.RunSQL((SQL / "accounts.sql").read_text(), migrations.RunSQL.noop),
        migrations.RunSQL((SQL / "post.sql").read_text(), migrations.RunSQL.noop),
        migrations.RunSQL((SQL / "post_one.sql").read_text(), migrations.RunSQL.noop),
        migrations.RunSQL(
            [("insert into ledger.asset (code, scale) values (%s, %s)", (asset.code, asset.scale)) for asset in ASSETS.values()],
            migrations.RunSQL.noop,
        ),
    ]
