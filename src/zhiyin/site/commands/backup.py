"""`zhiyin backup`: the whole database in one file, while everything runs."""

import argparse
import shlex
import subprocess
from pathlib import Path

import psycopg

from zhiyin.kit import clock
from zhiyin.site import config, embedded
from zhiyin.site.launch import opening, welcome


class BackupFailed(config.Trouble):
    """pg_dump did not end well; nothing of that name was kept."""


def run(arguments: argparse.Namespace) -> int:
    """Writes a consistent state in pg_dump's custom format, readable by its owner only, and says how to bring it back."""
    settings = config.read()
    default = settings.home / "backups" / f"{clock.now():%Y-%m-%dT%H-%M-%SZ}.dump"
    file = Path(arguments.file).resolve() if arguments.file else default
    if not settings.database_url and not (settings.home / "pg" / "PG_VERSION").exists():
        raise _nothing_there(f"{settings.home} holds no database.")
    with opening.server(settings):
        if not _was_used(settings):
            raise _nothing_there("The database holds nothing of Zhiyin's.")
        dump(settings, file)
    says = welcome.console()
    says.print(f"{file}  {file.stat().st_size / 1e6:.1f} MB", soft_wrap=True)
    says.print(f"To bring it back: ZHIYIN_HOME=EMPTY_FOLDER zhiyin restore {shlex.quote(str(file))}", soft_wrap=True)
    says.print(f"Keep a copy of {settings.home / 'secret'} elsewhere: without it, stored second factors cannot be read.", soft_wrap=True)
    says.print(f"And one of the folder {settings.keys}: without it, the seals of the journal can be neither continued nor checked.", soft_wrap=True)
    return 0


def _nothing_there(why: str) -> BackupFailed:
    return BackupFailed(
        f"There is nothing to back up. {why}\n"
        "Is ZHIYIN_HOME (or DATABASE_URL) the one that `zhiyin run` is started with? A new deployment has something to keep after its first start."
    )


def _was_used(settings: config.Config) -> bool:
    address, environment = opening.client(settings)
    with psycopg.connect(address, password=environment.get("PGPASSWORD")) as line:
        found = line.execute("select to_regclass('public.site_fact') is not null").fetchone()
    return bool(found and found[0])


def dump(settings: config.Config, file: Path) -> None:
    """Writes the file as a whole or not at all. Raises `BackupFailed`."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = file.with_name(f"{file.name}.unfinished")
    unfinished.touch(mode=0o600)
    address, environment = opening.client(settings)
    # Rights name a role that another server need not have; `database.prepare` makes both when it meets the database there.
    command = [embedded.tool("pg_dump"), "--format=custom", "--no-privileges", f"--file={unfinished}", address]
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise BackupFailed(
                f"The backup failed: {done.stderr.strip()}\nFree some space if the disk is full, else `zhiyin doctor` looks for the cause."
            )
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
