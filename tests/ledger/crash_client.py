"""A program that posts until it is killed and notes each command before it is sent and each answer after it came."""

import json
import random
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO
from uuid import UUID

import django
from django.db import DatabaseError, connection

from zhiyin.kit.ids import uuid7
from zhiyin.ledger import queries, services
from zhiyin.ledger.services import Command, NewAccount
from zhiyin.site import database

THREADS = 8
ACCOUNTS = 12


def main(verb: str, folder: Path, seed: int) -> None:
    """Does the verb; the notes lie in `folder`."""
    django.setup()
    {"prepare": prepare, "post": post, "settle": settle, "verify": verify}[verb](folder, seed)


def prepare(folder: Path, _: int) -> None:
    """A migrated database with funded accounts, as the owner."""
    database.prepare()
    issuer, *people = services.open_accounts([NewAccount(path=f"crash/{n}", asset="USD", floor=None if n == 0 else 0) for n in range(ACCOUNTS)])
    services.post([Command(id=uuid7(), debit=issuer, credit=person, amount_minor=10_000) for person in people])
    (folder / "accounts").write_text(json.dumps([issuer, *people]))


def post(folder: Path, seed: int) -> None:
    """Eight threads post, each with its own notes, until somebody kills the process."""
    accounts = json.loads((folder / "accounts").read_text())
    for number in range(THREADS):
        threading.Thread(target=_post_for_ever, args=(folder / f"notes-{seed}-{number}", accounts, seed * 100 + number)).start()


def settle(folder: Path, _: int) -> None:
    """Sends again everything that was noted and never answered, with the same ids."""
    for notes in sorted(folder.glob("notes-*")):
        sent, answered = read(notes)
        with notes.open("a", buffering=1) as out:
            for batch in sent:
                if not {str(command.id) for command in batch} <= answered.keys():
                    _send(batch, out)


def verify(folder: Path, _: int) -> None:
    """Writes what `queries.verify` found, and what the journal holds, for the test to judge."""
    report = queries.verify()
    with connection.cursor() as cursor:
        cursor.execute("select id::text, amount, dr, cr, at from ledger.transfer")
        journal = {key: [amount, debit, credit, at.isoformat()] for key, amount, debit, credit, at in cursor.fetchall()}
    problems = [f"{problem.kind}: {problem.detail}" for problem in report.problems]
    (folder / "found").write_text(json.dumps({"problems": problems, "journal": journal}))


def read(notes: Path) -> tuple[list[list[Command]], dict[str, tuple[int, str | None]]]:
    """The batches that were noted, and the first (status, booked at) that came back for each id. A torn last line is no note."""
    sent: list[list[Command]] = []
    answered: dict[str, tuple[int, str | None]] = {}
    for line in _whole_lines(notes):
        if "sent" in line:
            sent.append([Command(**item | {"id": UUID(item["id"])}) for item in line["sent"]])
        else:
            for key, status, at in line["answered"]:
                answered.setdefault(key, (status, at))
    return sent, answered


def _whole_lines(notes: Path) -> Iterator[dict[str, Any]]:
    for line in notes.read_text().splitlines():
        try:
            yield json.loads(line)
        except json.JSONDecodeError:
            continue


def _post_for_ever(notes: Path, accounts: list[int], seed: int) -> None:
    draw = random.Random(seed)
    with notes.open("a", buffering=1) as out:
        while True:
            size = draw.choice((1, 1, 3, 10))
            pairs = [draw.sample(accounts, 2) for _ in range(size)]
            batch = [Command(id=uuid7(), debit=debit, credit=credit, amount_minor=draw.randint(1, 900)) for debit, credit in pairs]
            out.write(json.dumps({"sent": [_plain(command) for command in batch]}) + "\n")
            _send(batch, out)


def _send(batch: list[Command], out: TextIO) -> None:
    while True:
        try:
            outcomes = services.post(batch)
        except DatabaseError:
            time.sleep(0.05)
        else:
            answers = [(str(c.id), int(o.status), o.at.isoformat() if o.at else None) for c, o in zip(batch, outcomes, strict=True)]
            out.write(json.dumps({"answered": answers}) + "\n")
            return


def _plain(command: Command) -> dict[str, object]:
    fields = asdict(command)
    return {name: str(fields[name]) if name == "id" else fields[name] for name in ("id", "debit", "credit", "amount_minor")}


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
