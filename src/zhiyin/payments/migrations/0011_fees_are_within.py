from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0010_settlements_return")]
    operations = [
        migrations.AddConstraint(
            model_name="settled",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor__gt", 0), ("fee_minor__gte", 0), ("fee_minor__lte", models.F("amount_minor"))),
                name="fee_is_within_payment",
            ),
        ),
        migrations.AddConstraint(
            model_name="settled",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_refund", False), ("fee_minor", 0), _connector="OR"), name="refund_costs_nothing"
            ),
        ),
    ]
