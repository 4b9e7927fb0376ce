"""`zhiyin restore`: a backup back into an empty database."""

import argparse
import subprocess
from pathlib import Path

from zhiyin.site import config, database, embedded
from zhiyin.site.launch import opening, welcome
from zhiyin.site.settings import CONFIG


class RestoreFailed(config.Trouble):
    """The backup was not brought back; the database is as it was."""


def run(arguments: argparse.Namespace) -> int:
    """Brings the file back as a whole or not at all, up to date and with the rights of this server, and says what else belongs to it."""
    file = Path(arguments.file).resolve()
    if not file.is_file():
        raise RestoreFailed(f"There is no file {file}. `zhiyin backup` names the one that it writes.")
    with opening.server(CONFIG):
        if not database.is_empty():
            raise RestoreFailed(
                "The database is not empty; a backup is brought back into an empty one only, so that nothing is overwritten.\n"
                "Set ZHIYIN_HOME to a new folder, or DATABASE_URL to a new database, and call `zhiyin restore` again."
            )
        load(CONFIG, file)
        database.prepare()
    says = welcome.console()
    says.print(f"{file} is back. 备份已恢复。", soft_wrap=True)
    says.print(
        f"Now put the `secret` that was kept beside it in place of {CONFIG.home / 'secret'} (or set ZHIYIN_SECRET), "
        f"and the kept folder of keys in place of {CONFIG.keys} (or set ZHIYIN_KEYS), then `zhiyin run`.",
        soft_wrap=True,
    )
    return 0


def load(settings: config.Config, file: Path) -> None:
    """Everything in the file is in the database, or nothing of it. Raises `RestoreFailed`."""
    address, environment = opening.client(settings)
    careful = ("--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error")
    command = [embedded.tool("pg_restore"), *careful, f"--dbname={address}", str(file)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RestoreFailed(
            f"The backup could not be brought back, and nothing of it was kept: {done.stderr.strip()}\n"
            "Is it a whole file that `zhiyin backup` wrote? Free some space if the disk is full, then call `zhiyin restore` again."
        )
