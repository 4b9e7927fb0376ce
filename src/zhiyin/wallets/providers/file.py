"""Rates from a file that the operator keeps: a line an asset, `asset,worth,at`, in units of the deployment's currency."""

import csv
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from zhiyin.wallets.providers.base import BadRates, Quoted, decimal

BYTES_MAX = 1_000_000


class FileRates:
    """A CSV file such as `PTS,0.01,2026-11-22T08:00:00Z`: one point is worth 0.01 of the deployment's currency since then. `#` begins a remark."""

    name = "file"
    good_for = timedelta(days=1)

    def __init__(self, place: str, *, base: str) -> None:
        self.file, self.base = Path(place), base

    def read(self, now: datetime) -> Sequence[Quoted]:  # noqa: ARG002  the file tells its own moments
        """All lines of the file. Raises `BadRates` for any that cannot be one: half a file is not used."""
        try:
            with self.file.open(encoding="utf-8") as lines:
                text = lines.read(BYTES_MAX + 1)
        except (OSError, UnicodeDecodeError) as away:
            raise BadRates(f"{self.file} cannot be read: {away}") from away
        if len(text) > BYTES_MAX:
            raise BadRates(f"{self.file} is too long for a file of rates")
        rows = csv.reader(line for line in text.splitlines() if line.strip() and not line.startswith("#"))
        return tuple(self._quoted([part.strip() for part in row]) for row in rows)

    def _quoted(self, row: Sequence[str]) -> Quoted:
        try:
            asset, worth, at = row
            moment = datetime.fromisoformat(at)
        except ValueError:
            raise BadRates(f"{','.join(row)[:80]!r} is not of the form asset,worth,2026-11-22T08:00:00Z") from None
        if moment.tzinfo is None:
            raise BadRates(f"{at!r} needs its zone, such as Z")
        return Quoted(asset=asset, units=Decimal(1), worth=decimal(worth), base=self.base, at=moment)
