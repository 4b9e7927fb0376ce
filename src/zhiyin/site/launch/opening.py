"""What every verb does before its own work: bring up the database, set up Django, bring the tables up to date; and how trouble is told."""

import contextlib
import errno
import os
from collections.abc import Iterator

import django
from django.db import OperationalError
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from zhiyin.site import database as tables
from zhiyin.site import embedded
from zhiyin.site.config import Config

WHAT_TO_DO = {
    errno.ENOSPC: "The disk is full. Free some space (`df -h` shows where), or set ZHIYIN_HOME to a folder on another disk.",
    errno.EDQUOT: "Your disk quota is used up. Free some space, or set ZHIYIN_HOME to a folder elsewhere.",
    errno.EACCES: "Zhiyin may not write there. Give this user the folder, or set ZHIYIN_HOME to one that is yours.",
    errno.EPERM: "Zhiyin may not do that there. Give this user the folder, or set ZHIYIN_HOME to one that is yours.",
    errno.EROFS: "That disk is read-only. Set ZHIYIN_HOME to a folder on another one.",
    errno.ENOTDIR: "A file is where a folder should be. Move it away, or set ZHIYIN_HOME to another folder.",
    errno.EEXIST: "A file is where a folder should be. Move it away, or set ZHIYIN_HOME to another folder.",
}


@contextlib.contextmanager
def server(config: Config) -> Iterator[embedded.Server | None]:
    """The embedded server of this deployment while the block lasts; None when DATABASE_URL names another."""
    if config.database_url:
        yield None
        return
    with embedded.using(config.home) as running:
        yield running


def client(config: Config) -> tuple[str, dict[str, str]]:
    """How psql and pg_dump reach the database as its owner: an address without a password, and the environment that holds it."""
    own = embedded.Server(data=config.home / "pg", socket=embedded.socket_folder(config.home)).url
    address = config.database_url or own
    password = conninfo_to_dict(address).get("password")  # on a command line every user of the machine could read it
    return make_conninfo(address, password=None), dict(os.environ) | ({"PGPASSWORD": str(password)} if password else {})


@contextlib.contextmanager
def rooms(_: Config) -> Iterator[None]:
    """Django set up, its database not touched."""
    django.setup()
    yield


@contextlib.contextmanager
def database(config: Config) -> Iterator[embedded.Server | None]:
    """A server with an up-to-date database, and Django set up to use it as the app's role."""
    with server(config) as running:
        django.setup()
        tables.prepare()
        yield running


def explain(problem: Exception) -> str:
    """One message for an anticipated problem: what is wrong, and what to do."""
    if isinstance(problem, OperationalError):
        advice = "Check that its server runs and that DATABASE_URL is right; without DATABASE_URL Zhiyin brings its own."
        return f"The database does not answer: {str(problem).strip()}\n{advice}"
    if isinstance(problem, OSError) and problem.errno in WHAT_TO_DO:
        return f"{problem.filename or 'A file'}: {problem.strerror}. {WHAT_TO_DO[problem.errno]}"
    return str(problem)
