"""The links of red packets are kept as digests; those handed on before go on working, and their senders see a link again."""

import hashlib
from base64 import urlsafe_b64encode
from typing import Any

from django.db import migrations, models
from django.utils.crypto import salted_hmac


def digest(apps: Any, _schema_editor: Any) -> None:
    packets = apps.get_model("payments", "RedPacket").objects
    for row in packets.only("id", "token").iterator(chunk_size=2_000):
        # As payments.queries.together.red_packets.packet_token works it out.
        token = urlsafe_b64encode(salted_hmac("zhiyin red packet", str(row.id), algorithm="sha256").digest()).rstrip(b"=")
        packets.filter(id=row.id).update(digest=hashlib.sha256(token).digest(), former=hashlib.sha256(row.token.encode()).digest())


class Migration(migrations.Migration):
    dependencies = [("payments", "0011_fees_are_within")]
    operations = [
        migrations.AddField("redpacket", "digest", models.BinaryField(null=True)),
        migrations.AddField("redpacket", "former", models.BinaryField(null=True)),
        migrations.RunPython(digest, migrations.RunPython.noop),
        migrations.RunSQL("set constraints all immediate", migrations.RunSQL.noop),
        migrations.AlterField("redpacket", "digest", models.BinaryField(unique=True)),
        migrations.AlterField("redpacket", "former", models.BinaryField(null=True, unique=True)),
        migrations.RemoveField("redpacket", "token"),
    ]
