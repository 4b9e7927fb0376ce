"""`zhiyin settle`: what merchants took goes to their banks."""

import argparse
import csv
from datetime import datetime
from pathlib import Path
from uuid import UUID

from zhiyin.funding import queries as funding
from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal
from zhiyin.kit.money import major
from zhiyin.kit.refusals import say
from zhiyin.payments import queries, services
from zhiyin.payments.queries import Settlement
from zhiyin.site.commands.role import NotDone
from zhiyin.site.launch import welcome
from zhiyin.site.settings import CONFIG

HEAD = ("settlement", "holder", "iban", "amount", "asset", "cut_off", "gross", "refunds", "fees")


def run(arguments: argparse.Namespace) -> int:
    """Settles what is due and lists what no file for the bank (`zhiyin bank out`) will hold; or, with --paid, notes what was paid.

    A second call does no more.
    """
    at, says = clock.now(), welcome.console()
    if arguments.paid:
        paid = _paid(arguments.paid, at)
        says.print(f"{paid.id}: {major(paid.net_minor, paid.asset)} {paid.asset} paid to {paid.iban}.", soft_wrap=True, markup=False)
        return 0
    made = services.settle_due(at)
    every = queries.settlements(state="due", limit=100_000)
    ordered = funding.bank_orders(row.id for row in every)
    due = tuple(row for row in every if row.id not in ordered)
    says.print(f"{made} settlements made, {len(every)} to be paid.", markup=False)
    if ordered:
        says.print(f"{len(ordered)} of them are for the bank's file: zhiyin bank out DIR.", markup=False)
    if due:
        says.print(f"{_written(due, Path(arguments.folder or CONFIG.home / 'settlements'), at)}", soft_wrap=True, markup=False)
    return 0


def _paid(text: str, at: datetime) -> Settlement:
    try:
        return services.mark_settlement_paid(UUID(text), at=at)
    except ValueError as bad:
        raise NotDone(f"{text[:40]} is not the number of a settlement.") from bad
    except Refusal as refusal:
        raise NotDone(say(refusal, "en")) from refusal


def _written(due: tuple[Settlement, ...], folder: Path, at: datetime) -> Path:
    """The list of what is to be paid by hand. It holds account numbers: its owner may read it, nobody else."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = folder / f"{at:%Y-%m-%dT%H-%M-%SZ}.csv"
    file.touch(mode=0o600)
    with file.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(HEAD)
        for row in due:
            amounts = (major(row.gross_minor, row.asset), major(row.refunds_minor, row.asset), major(row.fees_minor, row.asset))
            holder = f"'{row.holder}" if row.holder.startswith(("=", "+", "-", "@")) else row.holder  # spreadsheets run such cells as formulas
            writer.writerow((row.id, holder, row.iban, major(row.net_minor, row.asset), row.asset, row.cut_off.isoformat(), *amounts))
    return file
