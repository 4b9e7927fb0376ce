"""People in a real deployment, each with money and a token for a program."""

import json
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from tests import make
from tests.site.running import environment
from zhiyin.identity import services as identity


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody with a wallet, and what a program needs to speak for them."""

    id: str
    handle: str
    token: str


def settle(home: Path, count: int, *, balance_minor: int) -> list[Newcomer]:
    """So many people live in the deployment that serves from that folder."""
    here = environment(home, ZHIYIN_DEMO="1", DJANGO_SETTINGS_MODULE="zhiyin.site.settings", PYTHONPATH=str(Path(__file__).parents[2]))
    command = [sys.executable, "-c", f"import django; django.setup(); from tests.site.newcomers import main; main({count}, {balance_minor})"]
    done = subprocess.run(command, env=here, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [Newcomer(**each) for each in json.loads(done.stdout)]


def main(count: int, balance_minor: int) -> None:
    """Makes them in the database of the process's settings and prints them."""
    made = []
    for _ in range(count):
        person = make.person(balance_minor=balance_minor)
        made.append(asdict(Newcomer(str(person.id), person.handle, identity.issue_token(person.id, "program", at=make.AT))))
    sys.stdout.write(json.dumps(made))
