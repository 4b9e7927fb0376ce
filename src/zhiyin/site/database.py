"""Bringing a database up to date: roles, migrations, and who may do what to which table."""

from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.db import connection

APP_ROLE = "zhiyin_app"

ROLE_SQL = f"""
do $$ begin
  if not exists (select from pg_roles where rolname = '{APP_ROLE}') then create role {APP_ROLE} nologin; end if;
exception when duplicate_object or unique_violation then null;
end $$;
grant {APP_ROLE} to current_user;
"""

GRANTS_SQL = f"""
grant usage on schema public to {APP_ROLE};
grant select, insert, update, delete on all tables in schema public to {APP_ROLE};
grant usage, select on all sequences in schema public to {APP_ROLE};
grant execute on all functions in schema public to {APP_ROLE};
"""


def prepare(*, verbosity: int = 0) -> None:
    """Migrates the default database and settles the rights of the app's role. Needs the owner's connection; a second call changes nothing."""
    with connection.cursor() as cursor:
        cursor.execute(ROLE_SQL)
    call_command("migrate", interactive=False, verbosity=verbosity)
    settle_rights()


def settle_rights() -> None:
    """Grants the app's role its rights, then lets each room take back what it must not have (`sql/grants.sql`)."""
    with connection.cursor() as cursor:
        cursor.execute(GRANTS_SQL)
        for app in apps.get_app_configs():
            own = Path(app.path) / "sql" / "grants.sql"
            if app.name.startswith("zhiyin.") and own.exists():
                cursor.execute(own.read_text())
