"""Rows as a file that spreadsheets open. Pure."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

# Spreadsheets run cells that begin like this as formulas; a name or a note may begin so, a number may, too.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


def written(rows: Iterable[Sequence[str]]) -> str:
    """The rows as comma-separated text with the mark of UTF-8, no cell of which runs as a formula."""
    out = io.StringIO()
    out.write("\ufeff")
    csv.writer(out).writerows([[_harmless(cell) for cell in row] for row in rows])
    return out.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA_STARTS) and not NUMBER.fullmatch(cell) else cell
