"""`zhiyin bank`: files to the bank, and statements from it."""

import argparse
import os
from pathlib import Path

from django.utils.translation import get_language

from zhiyin.funding import queries
from zhiyin.funding import services as funding
from zhiyin.funding.services import FileOut
from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal
from zhiyin.kit.formats import money
from zhiyin.kit.refusals import say
from zhiyin.site.config import Trouble
from zhiyin.site.launch import welcome


def run(arguments: argparse.Namespace) -> int:
    """1 when the statement has lines that somebody must look at, or the books and the bank differ."""
    place = Path(arguments.place)
    try:
        return _out(place) if arguments.way == "out" else _in(place)
    except Refusal as refusal:
        raise Trouble(say(refusal, get_language() or "en")) from refusal


def _out(folder: Path) -> int:
    says = welcome.console()
    if not queries.pays_out():
        raise Trouble("There is no account to pay from. Set ZHIYIN_BANK_IBAN to the one that withdrawals are paid from.")
    folder.mkdir(parents=True, exist_ok=True)
    files = funding.files_for_bank(clock.now())
    for file in files:
        _write(folder, file)
        funding.file_written(file.id, at=clock.now())
        says.print(f"{folder / file.name}: {file.count} transfers, {money(file.total_minor, file.asset)}", soft_wrap=True, markup=False)
    if not files:
        says.print("Nothing waits for the bank. 没有等待转出的款项。")
    return 0


def _write(folder: Path, file: FileOut) -> None:
    """Whole or not at all: a bank's collector must never see half a file."""
    half = folder / f".{file.name}.half"
    with half.open("wb") as out:
        os.fchmod(out.fileno(), 0o600)
        out.write(file.content)
        out.flush()
        os.fsync(out.fileno())
    half.replace(folder / file.name)


def _in(file: Path) -> int:
    read, says = funding.read_statement(file.read_bytes(), at=clock.now()), welcome.console()
    state = queries.bank_state()
    says.print(f"{read.lines} lines, {read.new} new, {read.unmatched} of them for somebody to look at (console, Bank).")
    agrees = "they agree" if state.difference_minor == 0 else f"they differ by {money(state.difference_minor, state.asset)}"
    parts = (money(state.statements_minor, state.asset), money(state.unmatched_minor, state.asset), money(state.journal_minor, state.asset))
    says.print("Statements {}, unexplained {}, journal {}: {}.".format(*parts, agrees), soft_wrap=True, markup=False)
    return int(bool(read.unmatched or state.difference_minor))
