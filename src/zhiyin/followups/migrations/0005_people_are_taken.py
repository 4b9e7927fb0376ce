from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql"
STATES = ("planned", "sent", "answered", "stopped", "cancelled", "suppressed", "held_out", "expired", "failed")


class Migration(migrations.Migration):

    dependencies = [('followups', '0004_interviews')]

    operations = [
        migrations.RunSQL((SQL / "straight_transitions.sql").read_text(), migrations.RunSQL.noop),
        migrations.RemoveIndex(model_name='followup', name='follow_up_claimed'),
        migrations.RemoveIndex(model_name='followup', name='follow_up_waiting'),
        migrations.RemoveConstraint(model_name='followup', name='follow_up_claimed_has_lease'),
        migrations.RemoveConstraint(model_name='followup', name='follow_up_state_is_known'),
        migrations.RemoveField(model_name='followup', name='lease_until'),
        migrations.AlterField(
            model_name='followup', name='attempt',
            field=models.PositiveIntegerField(default=0, help_text='How often in a row it could not be decided.'),
        ),
        migrations.AddIndex(
            model_name='followup',
            index=models.Index(models.F('person'), models.F('due_at'), condition=models.Q(('state', 'planned')), name='follow_up_planned'),
        ),
        migrations.AddConstraint(
            model_name='followup', constraint=models.CheckConstraint(condition=models.Q(('state__in', STATES)), name='follow_up_state_is_known'),
        ),
        migrations.AlterField(
            model_name='decision', name='gates', field=models.TextField(help_text='The gates, as `decide.pack` keeps them.'),
        ),
        migrations.RenameField(model_name='decision', old_name='gates', new_name='packed'),
        migrations.RemoveIndex(model_name='decision', name='decision_by_verdict'),
        migrations.AddIndex(
            model_name='decision',
            index=models.Index(
                models.F('verdict'), models.OrderBy(models.F('id'), descending=True),
                condition=models.Q(('verdict__in', ('suppressed', 'held_out', 'expired', 'cancelled', 'failed'))), name='decision_by_rare_verdict',
            ),
        ),
    ]
