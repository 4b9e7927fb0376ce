"""Bringing a database up to date: roles, migrations, who may do what to which table, and the site's own few facts."""

import contextlib
import hashlib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction
from django.db.backends.utils import CursorWrapper

from zhiyin.site.config import APP_ROLE, Trouble

SERVER_VERSION_MIN = 180_000
SIGN_IN = ("USER", "PASSWORD", "HOST", "PORT", "OPTIONS")
PREPARING = 7_203_118_001  # the advisory lock under which one machine of several prepares

ROLE_SQL = f"""
do $$ begin
  if not exists (select from pg_roles where rolname = '{APP_ROLE}') then create role {APP_ROLE} nologin; end if;
exception when duplicate_object or unique_violation then null;
end $$;
do $$ begin
  if not pg_has_role('{APP_ROLE}', 'set') then grant {APP_ROLE} to current_user; end if;
end $$;
"""

TABLES_SQL = """
create table if not exists site_fact (name text primary key, value text not null, at timestamptz not null default now());
"""

# A copy of the database has another oid, and a server that was set up anew another identifier.
PLACE_SQL = "select format('%s/%s', (pg_control_system()).system_identifier, oid) from pg_database where datname = current_database()"

# What an extension brought (a managed server's own views, say) is nobody's data.
HELD_SQL = """
select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v', 'm', 'S') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
"""

GRANTS_SQL = f"""
grant usage on schema public to {APP_ROLE};
grant select, insert, update, delete on all tables in schema public to {APP_ROLE};
grant usage, select on all sequences in schema public to {APP_ROLE};
grant execute on all functions in schema public to {APP_ROLE};
"""


class WrongServer(Trouble):
    """The database is not one that Zhiyin can use; the message says why and what to do."""


def prepare(*, verbosity: int = 0) -> bool:
    """Migrates the default database and settles the rights of the app's role, as the owner. True when something had to be done.

    Raises `WrongServer`. Repeats: what was done, and where, is kept in the database, so a second call costs two queries. A database brought back
    from a backup is another place: it may lack the role and the rights, and its facts the numbers of this server.
    """
    with as_owner(), connection.cursor() as cursor:
        _check_version(cursor.connection.info.server_version)
        if is_prepared():
            return False
        cursor.execute("select pg_advisory_lock(%s)", [PREPARING])
        _make_role(cursor)
        call_command("migrate", interactive=False, verbosity=verbosity)
        settle_rights()
        move_in()
        note("prepared", f"{fingerprint()} {_place()}")
        return True


def is_empty() -> bool:
    """Whether the default database holds nothing yet. Raises `WrongServer` when it is of a version that Zhiyin cannot use."""
    with as_owner(), connection.cursor() as cursor:
        _check_version(cursor.connection.info.server_version)
        cursor.execute(HELD_SQL)
        return not cursor.fetchone()[0]


def is_prepared() -> bool:
    """Whether this version has prepared this very database on this very server."""
    return fact("prepared") == f"{fingerprint()} {_place()}"


def settle_rights() -> None:
    """Makes the site's own table, grants the app's role its rights, then lets each room take back what it must not have (`sql/grants.sql`)."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES_SQL)
        cursor.execute(GRANTS_SQL)
        for file in _own_files("sql/grants.sql"):
            cursor.execute(file.read_text())


def move_in() -> None:
    """Lets each room put right what a backup brought from another server (`sql/moved_in.sql`). Repeats, and at home: nothing."""
    with transaction.atomic(), connection.cursor() as cursor:
        for file in _own_files("sql/moved_in.sql"):
            cursor.execute(file.read_text())


@contextlib.contextmanager
def as_owner() -> Iterator[None]:
    """Inside, the default connection has the rights of the database's owner; everywhere else those of the app's role."""
    usual = {name: connection.settings_dict[name] for name in SIGN_IN}
    connection.close()
    connection.settings_dict.update({name: settings.OWNER_DATABASE[name] for name in SIGN_IN})
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(usual)


def fingerprint() -> str:
    """Changes whenever `prepare` would do something else: other migrations, SQL or grants, or another Django or allauth."""
    digest = hashlib.sha256()
    for file in (Path(__file__), *_own_files("migrations/*.py"), *_own_files("sql/**/*.sql"), *_own_files("journeys/shipped/**/*.yaml")):
        digest.update(file.read_bytes())
    digest.update(f"{version('django')} {version('django-allauth')}".encode())
    return digest.hexdigest()


def fact(name: str) -> str | None:
    """What `note` kept under that name; None when nothing, or when the database was never prepared."""
    with contextlib.suppress(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select value from site_fact where name = %s", [name])
        row = cursor.fetchone()
        return row[0] if row else None
    return None


def note(name: str, value: str) -> None:
    """Keeps a fact about this deployment in its database (how far the demo is, say). A second call replaces the value."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into site_fact (name, value) values (%s, %s) on conflict (name) do update set value = excluded.value, at = now()", [name, value]
        )


def _place() -> str:
    with connection.cursor() as cursor:
        cursor.execute(PLACE_SQL)
        return str(cursor.fetchone()[0])


def _make_role(cursor: CursorWrapper) -> None:
    try:
        cursor.execute(ROLE_SQL)
        if not settings.CONFIG.database_url:  # the embedded server lets in whoever may open its socket, under any name
            cursor.execute(f"alter role {APP_ROLE} login")
    except ProgrammingError as problem:
        raise WrongServer(
            f"The database's user may not make the role that the pages work as: {str(problem).strip()}\n"
            f"Let a superuser say once: create role {APP_ROLE}; grant {APP_ROLE} to THAT_USER;"
        ) from problem


def _check_version(number: int) -> None:
    if number < SERVER_VERSION_MIN:
        raise WrongServer(
            f"The database server is PostgreSQL {number // 10_000}; Zhiyin needs PostgreSQL 18. "
            "Point DATABASE_URL at one, or unset it to use the embedded one."
        )


def _own_files(pattern: str) -> list[Path]:
    return sorted(file for app in apps.get_app_configs() if app.name.startswith("zhiyin.") for file in Path(app.path).glob(pattern))
