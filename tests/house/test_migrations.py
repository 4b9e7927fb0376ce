"""Every room's tables are as its models say, and its migrations are one line."""

import pytest
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader


def test_each_room_has_one_newest_migration() -> None:
    assert MigrationLoader(None).detect_conflicts() == {}


@pytest.mark.django_db
def test_no_model_waits_for_a_migration(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("makemigrations", check_changes=True, dry_run=True)

    assert "No changes detected" in capsys.readouterr().out
