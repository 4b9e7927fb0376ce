"""The table of Django's database cache, which counts tries at signing in. Unlogged: a power cut may forget them, writing is cheap."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("identity", "0002_sign_in"),
    ]

    operations = [
        migrations.RunSQL(
            """
            create unlogged table identity_cache (cache_key varchar(255) primary key, value text not null, expires timestamptz not null);
            create index identity_cache_expires on identity_cache (expires);
            """,
            "drop table identity_cache",
        ),
    ]
