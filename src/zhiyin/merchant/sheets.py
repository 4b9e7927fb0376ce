"""What a shop took and gave back as a file for a spreadsheet. No cell of it runs as a formula, whatever customers write into their notes."""

import csv
import io
import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from xlsxwriter import Workbook

# Spreadsheets run cells that begin like this as formulas. (Excel's own format says of each cell that it is a text: there is nothing to hide.)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
Cell = str | Decimal | datetime


def as_csv(head: Sequence[str], rows: Sequence[Sequence[Cell]], *, zone: str) -> bytes:
    """The rows as comma-separated text, UTF-8 with its mark. Moments are those of the zone."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([head, *([_plain(cell, zone) for cell in row] for row in rows)])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_excel(head: Sequence[str], rows: Sequence[Sequence[Cell]], *, zone: str) -> bytes:
    """The rows as an Excel workbook: amounts are numbers, moments of the zone are dates, everything else is text."""
    out = io.BytesIO()
    with Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}) as book:
        sheet = book.add_worksheet()
        bold, money, moment = (book.add_format(each) for each in ({"bold": True}, {"num_format": "#,##0.00"}, {"num_format": "yyyy-mm-dd hh:mm"}))
        sheet.write_row(0, 0, head, bold)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(head) - 1, 18)
        for line, row in enumerate(rows, 1):
            for place, cell in enumerate(row):
                if isinstance(cell, Decimal):
                    sheet.write_number(line, place, cell, money)
                elif isinstance(cell, datetime):
                    sheet.write_datetime(line, place, cell.astimezone(ZoneInfo(zone)), moment)
                else:
                    sheet.write_string(line, place, UNSEEN.sub("", cell))
    return out.getvalue()


def _plain(cell: Cell, zone: str) -> str:
    if isinstance(cell, Decimal):
        return str(cell)
    text = cell.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M") if isinstance(cell, datetime) else UNSEEN.sub("", cell)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text
