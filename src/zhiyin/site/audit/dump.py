"""The ledger's tables out of a backup's file, as text: `pg_restore` unpacks it, nothing is restored."""

import re
import subprocess
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from zhiyin.site import embedded
from zhiyin.site.config import Trouble

Row = dict[str, str | None]
Tables = dict[str, list[Row]]
TABLES = (
    "account", "account_change", "anchor", "anchor_stamp", "asset", "balance", "hold",
    "leaf", "refund_budget", "sealer", "tile", "transfer", "tree_head",
)  # fmt: skip
COPY = re.compile(r"COPY ledger\.(\w+) \((.+)\) FROM stdin;")
ESCAPED = re.compile(r"\\(.)")
SIGNS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


class Unreadable(Trouble):
    """The file is no backup that can be read; the message says why."""


def read(file: Path) -> Tables:
    """Every row of the ledger's tables, its columns by name, None for NULL. Raises `Unreadable`."""
    command = [embedded.tool("pg_restore"), "--data-only", "--schema=ledger", "--file=-", str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8") as restore:
        tables = _tables(restore.stdout or ())
        trouble = restore.stderr.read() if restore.stderr else ""
    if restore.returncode:
        raise Unreadable(f"{file} cannot be read as a backup: {trouble.strip()}\nIs it a whole file that `zhiyin backup` wrote?")
    return tables


def _tables(lines: Iterable[str]) -> Tables:
    tables: Tables = {name: [] for name in TABLES}
    rows: list[Row] | None = None
    columns: list[str] = []
    for line in lines:
        if rows is None:
            if begun := COPY.match(line):
                rows, columns = tables.setdefault(begun[1], []), begun[2].split(", ")
        elif line == "\\.\n":
            rows = None
        else:
            rows.append(dict(zip(columns, map(_value, line.removesuffix("\n").split("\t")), strict=True)))
    return tables


def _value(text: str) -> str | None:
    if text == "\\N":
        return None
    return ESCAPED.sub(lambda found: SIGNS.get(found[1], found[1]), text) if "\\" in text else text


def whole(row: Row, column: str) -> int:
    """A number that is there."""
    return int(row[column] or "0")


def micros(text: str | None) -> int:
    """A moment in microseconds since 2000-01-01 UTC; the smallest number for none and for -infinity."""
    if text is None or text == "-infinity":
        return -(2**63)
    return (datetime.fromisoformat(text) - EPOCH) // timedelta(microseconds=1)


def data(row: Row, column: str) -> bytes:
    """The bytes of a bytea."""
    return bytes.fromhex((row[column] or "\\x")[2:])
