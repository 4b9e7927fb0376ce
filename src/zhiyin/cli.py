"""The command `zhiyin`: verbs, each in a module of its own that is loaded only when it is called."""

import argparse
import importlib
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from io import TextIOWrapper
from typing import Any

from django.db import OperationalError

from zhiyin import __version__
from zhiyin.kit.categories import CATEGORIES
from zhiyin.site import config
from zhiyin.site.launch import opening


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """One verb. `needs`: "nothing", "django" (the rooms are set up first) or "database" (brought up and up to date for as long as it takes).

    `passes_on`: words that Zhiyin does not know are for the program behind the verb.
    """

    says: str
    example: str
    needs: str = "database"
    arguments: dict[str, dict[str, Any]] = field(default_factory=dict)
    passes_on: bool = False


JSON = {"--json": {"action": "store_true", "help": "print JSON for a script to read"}}
VERBS = {
    "run": Verb(
        says="serve the pages, run the worker and, in demo mode, load the demo; Ctrl-C stops everything",
        example="ZHIYIN_DEMO=400 zhiyin run",
        needs="django",
    ),
    "stop": Verb(says="stop what `zhiyin run` started, the embedded PostgreSQL included", example="zhiyin stop", needs="nothing"),
    "worker": Verb(says="run one more worker beside the server", example="DATABASE_URL=postgresql://… zhiyin worker"),
    "demo": Verb(
        says="load the demo population",
        example="zhiyin demo 400",
        arguments={"people": {"nargs": "?", "default": "400", "help": "how many people, or `full` (default: 400)"}},
    ),
    "psql": Verb(
        says="open a psql on the wallet's database",
        example="zhiyin psql -c 'select count(*) from identity_user'",
        needs="nothing",
        passes_on=True,
    ),
    "backup": Verb(
        says="write the whole database into one file",
        example="zhiyin backup",
        needs="nothing",
        arguments={"file": {"nargs": "?", "help": "where to (default: a file named by the time in $ZHIYIN_HOME/backups)"}},
    ),
    "restore": Verb(
        says="bring a backup back into an empty database",
        example="ZHIYIN_HOME=/srv/wallet zhiyin restore 2026-11-22T08-00-00Z.dump",
        needs="django",
        arguments={"file": {"help": "what `zhiyin backup` wrote"}},
    ),
    "verify": Verb(
        says="recompute every balance and every seal from the journal alone and name each difference",
        example="zhiyin verify --json",
        needs="django",
        arguments=JSON | {"--from-dump": {"metavar": "FILE", "help": "let a second bookkeeper replay a backup; it shares no code with the ledger"}},
    ),
    "rebuild": Verb(
        says="forget what was derived from events and derive it again",
        example="zhiyin rebuild profiles",
        arguments={"what": {"choices": ["profiles"], "help": "what to derive again"}},
    ),
    "replay": Verb(
        says="let a listener hear all events again, retry what was parked, or try a journey on the past before it is launched",
        example="zhiyin replay payment_stars --days 30",
        arguments={
            "listener": {"nargs": "?", "help": "its name, such as support.open_case_for_low_stars, or a journey's"},
            "--parked": {"action": "store_true", "help": "retry every parked event"},
            "--days": {"type": int, "default": 30, "metavar": "N", "help": "try the journey on the last N days (default: 30); nothing is written"},
            "--ahead": {"action": "store_true", "help": "whom the journey would reach in the N days to come if nothing new happened"},
            "--webhooks": {"action": "store_true", "help": "ask the card company again about everything it ever called about"},
        },
    ),
    "read-bounces": Verb(
        says="read mails that came back (delivery reports, complaints) from a file, a Maildir or, with -, from a pipe, and stop writing there",
        example="zhiyin read-bounces - < report.eml",
        arguments={"place": {"help": "a file with one mail, a Maildir, or - for the standard input"}},
    ),
    "bank": Verb(
        says="write withdrawals into files for the bank (pain.001), or read the bank's statement (camt.053)",
        example="zhiyin bank out /srv/bank/out && zhiyin bank in /srv/bank/in/statement.xml",
        arguments={
            "way": {"choices": ["out", "in"], "help": "out: to the bank; in: from it"},
            "place": {"help": "out: the folder for the files; in: the file"},
        },
    ),
    "role": Verb(
        says="give somebody who has signed up a role of staff (support, marketing, product, risk, auditor, admin) or merchant, or take it",
        example="zhiyin role mei support",
        arguments={
            "handle": {"help": "whose"},
            "role": {"help": "which"},
            "--take": {"action": "store_true", "help": "take the role; one of staff's signs the person out everywhere"},
        },
    ),
    "shop": Verb(
        says="open a shop that can be paid for somebody who has signed up, and make them a merchant",
        example='zhiyin shop anna --name "Anna\'s Bakery" --name-zh 安娜面包房 --category bakery',
        arguments={
            "handle": {"help": "who owns it"},
            "--name": {"required": True, "help": "what it is called"},
            "--name-zh": {"default": "", "help": "what it is called in Chinese"},
            "--category": {"choices": CATEGORIES, "default": "other", "metavar": "KIND", "help": f"what it sells mostly: {', '.join(CATEGORIES)}"},
            "--city": {"default": "", "help": "where it is (default: the city of ZHIYIN_TIMEZONE)"},
            "--country": {"default": "US", "help": "in which country, two letters (default: US)"},
        },
    ),
    "asset": Verb(
        says="list what wallets can hold, add a currency, points or a virtual currency, put liquidity behind one, or give some to a person",
        example="zhiyin asset add PTS --kind points --scale 0 --name-en Points --name-zh 积分",
        arguments={
            "deed": {"choices": ["list", "add", "fund", "give"], "help": "list; add (again: new names, spread); fund exchanges; give to a person"},
            "code": {"nargs": "?", "default": "", "help": "such as EUR, PTS or BTC"},
            "--kind": {"choices": ["fiat", "points", "community", "crypto"], "help": "fiat (ISO 4217) when the code is one of its codes"},
            "--scale": {"type": int, "default": 2, "help": "digits after the point, 0 to 8 (fiat: as ISO says)"},
            "--symbol": {"default": "", "help": "what stands beside the number (default: the code)"},
            "--name-en": {"default": "", "help": "what it is called in English"},
            "--name-zh": {"default": "", "help": "what it is called in Chinese"},
            "--spread": {"default": "0.5", "help": "percent that the house keeps of an exchange (default: 0.5)"},
            "--chain": {"choices": ["simulated"], "default": "", "help": "crypto: how it comes in and goes out (simulated: demos only)"},
            "--confirmations": {"type": int, "default": 3, "help": "crypto: how deep a deposit must lie (default: 3)"},
            "--amount": {"default": "", "help": "fund, give: how much"},
            "--to": {"default": "", "metavar": "HANDLE", "help": "give: to whom"},
            "--key": {"default": "", "help": "fund, give: a UUID; the same one moves nothing a second time"},
        },
    ),
    "settle": Verb(
        says="settle what merchants took and write what the bank shall pay into a file, or note what it has paid",
        example="zhiyin settle --folder /srv/bank",
        arguments={
            "--folder": {"help": "where the file goes (default: $ZHIYIN_HOME/settlements)"},
            "--paid": {"metavar": "SETTLEMENT", "help": "the bank has paid this one"},
        },
    ),
    "doctor": Verb(says="look at this deployment and explain each finding", example="zhiyin doctor", needs="django", arguments=JSON),
}
NEEDS: dict[str, Callable[[config.Config], AbstractContextManager[object]]] = {
    "nothing": nullcontext,
    "django": opening.rooms,
    "database": opening.database,
}


def main(words: Sequence[str] | None = None) -> int:
    """Runs one verb; the exit status is 0 for done, 1 for a problem (told in one sentence on stderr), 2 for a wrong call."""
    parser = _parser()
    arguments, rest = parser.parse_known_args(words)
    arguments.rest = rest
    if rest and not VERBS[arguments.verb].passes_on:
        parser.error(f"{arguments.verb} does not know {' '.join(rest)}")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiyin.site.settings")
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)  # several processes write into one file or pipe
    try:
        settings = config.read()
        with NEEDS[VERBS[arguments.verb].needs](settings):
            return int(importlib.import_module(f"zhiyin.site.commands.{arguments.verb.replace('-', '_')}").run(arguments))
    except (config.Trouble, OperationalError, OSError) as problem:
        sys.stderr.write(f"zhiyin: {opening.explain(problem)}\n")
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="zhiyin", description="知音 Zhiyin, a self-hosted digital wallet.", epilog="zhiyin VERB --help shows an example of each verb."
    )
    parser.add_argument("--version", action="version", version=f"zhiyin {__version__}")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    for name, verb in VERBS.items():
        own = verbs.add_parser(name, help=verb.says, description=verb.says[0].upper() + verb.says[1:] + ".", epilog=f"Example: {verb.example}")
        for argument, options in verb.arguments.items():
            own.add_argument(argument, **options)
    return parser
