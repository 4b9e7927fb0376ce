"""The arithmetic of habits: days, and a decayed count that is exact."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

HALF_LIFE_DAYS = 28
EPOCH = date(2020, 1, 1)
SCALE_BITS = 16
# 2 ** (16 + r/28) for each remainder, as whole numbers: with them every weight, and every sum of weights, is exact.
ROOTS = tuple(round(2 ** (SCALE_BITS + remainder / HALF_LIFE_DAYS)) for remainder in range(HALF_LIFE_DAYS))


def weight(day: date) -> int:
    """What one purchase on `day` adds: it doubles every 28 days, so dividing a sum by today's weight gives the decayed count as of today."""
    halvings, remainder = divmod((day - EPOCH).days, HALF_LIFE_DAYS)
    return ROOTS[remainder] << halvings if halvings >= 0 else ROOTS[remainder] >> -halvings


def decayed(total: int, as_of: date) -> float:
    """The decayed count, as of a day, of purchases whose weights sum to `total`."""
    return total / max(weight(as_of), 1)


def local(at: datetime, zone: str) -> datetime:
    """The moment as the person's clock showed it."""
    return at.astimezone(ZoneInfo(zone))
