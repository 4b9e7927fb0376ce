"""Every room's tables are as its models say, and its migrations are one line."""

import pytest
from django.core.management import call_command
from django.db.migrations import AddConstraint, AddIndex, CreateModel, Migration, RunPython, RunSQL
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation


def test_each_room_has_one_newest_migration() -> None:
    assert MigrationLoader(None).detect_conflicts() == {}


@pytest.mark.django_db
def test_no_model_waits_for_a_migration(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("makemigrations", check_changes=True, dry_run=True)

    assert "No changes detected" in capsys.readouterr().out


def test_what_a_new_table_has_from_its_start_stands_where_it_is_made() -> None:
    """Django draws every model anew for each index or constraint added apart: it doubled the time of a first start."""
    apart = [f"{each.app_label}.{each.name}: {operation.describe()}" for each in _ours() for operation in _apart(each)]

    assert apart == []


def _ours() -> list[Migration]:
    loader = MigrationLoader(None)
    return [each for each in loader.disk_migrations.values() if type(each).__module__.startswith("zhiyin.")]


def _apart(migration: Migration) -> list[Operation]:
    """Indexes and constraints of tables that this migration made, and has not changed since."""
    fresh: set[str] = set()
    found: list[Operation] = []
    for operation in migration.operations:
        if isinstance(operation, CreateModel):
            fresh.add(operation.name_lower)
        elif isinstance(operation, RunSQL | RunPython):
            fresh.clear()
        elif isinstance(operation, AddIndex | AddConstraint):
            found += [operation] if operation.model_name.lower() in fresh else []
        else:
            fresh.discard(getattr(operation, "model_name", "").lower())
    return found
