"""What a source of rates must be able to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Protocol


class BadRates(ValueError):
    """The source cannot be read, or says something that is no rate; the message is for the operator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """So many `units` of the asset (major) were worth so much of `base` at that moment."""

    asset: str
    units: Decimal
    worth: Decimal
    base: str
    at: datetime


class Rates(Protocol):
    """A source of rates. It is read outside every transaction; what it says is kept, so a source that is away for an hour does no harm."""

    name: str
    good_for: timedelta

    def read(self, now: datetime) -> Sequence[Quoted]:
        """What the source says now. Raises `BadRates`."""


def decimal(text: str) -> Decimal:
    """A positive number as sources write it. Raises `BadRates`."""
    try:
        number = Decimal(text.strip())
    except ArithmeticError:
        raise BadRates(f"{text[:40]!r} is not a number") from None
    if not number.is_finite() or not Decimal("1e-15") <= number <= Decimal("1e15"):
        raise BadRates(f"{text[:40]!r} cannot be a rate")
    return number
