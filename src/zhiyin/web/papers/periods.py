"""Months and tax years as addresses name them, and their first and last moments at a person's place. Pure."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

FIRST_YEAR, LAST_YEAR = 1970, 9_000


@dataclass(frozen=True, slots=True)
class Period:
    """Whole months: from the first of `first` until the first of `after`. `code` is what its address says: "2026-11", or "2026" for a tax year."""

    code: str
    first: date
    after: date

    @property
    def is_year(self) -> bool:
        """Whether it is a tax year."""
        return len(self.code) == 4

    def since(self, zone: str) -> datetime:
        """Its first moment at that place."""
        return datetime.combine(self.first, time(), tzinfo=ZoneInfo(zone))

    def until(self, zone: str) -> datetime:
        """Just after its last moment at that place."""
        return datetime.combine(self.after, time(), tzinfo=ZoneInfo(zone))


def named(code: str, *, first_month: int) -> Period | None:
    """The month "2026-11" or the tax year "2026", which begins in that month of 2026; None for anything else."""
    match = re.fullmatch(r"(\d{4})(?:-(0[1-9]|1[0-2]))?", code, re.ASCII)
    if not match or not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
        return None
    year = int(match[1])
    return month_of(date(year, int(match[2]), 1)) if match[2] else Period(code, date(year, first_month, 1), date(year + 1, first_month, 1))


def month_of(day: date) -> Period:
    """The month of that day."""
    first = day.replace(day=1)
    return Period(f"{first:%Y-%m}", first, _next_month(first))


def months(period: Period, *, last: date) -> tuple[Period, ...]:
    """Its months, the newest first, none after that of `last`."""
    found, first = [], period.first
    while first < min(period.after, _next_month(last.replace(day=1))):
        found.append(month_of(first))
        first = _next_month(first)
    return tuple(reversed(found))


def year_of(day: date, *, first_month: int) -> Period:
    """The tax year of that day."""
    year = day.year - (day.month < first_month)
    return Period(f"{year:04d}", date(year, first_month, 1), date(year + 1, first_month, 1))


def _next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)
