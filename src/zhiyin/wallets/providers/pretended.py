"""Rates for playing: made up, always fresh, and said to be so wherever they are shown."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from zhiyin.wallets.providers.base import Quoted

IN_DOLLARS = {
    "USD": "1", "EUR": "1.0850", "CNY": "0.1405", "GBP": "1.2700", "HKD": "0.1284", "SGD": "0.7450", "JPY": "0.00665",
    "PTS": "0.01", "MAPLE": "1", "BTC": "64000", "JADE": "0.25",
}  # fmt: skip


class PretendedRates:
    """The same figures every time, as of now."""

    name = "demo"
    good_for = timedelta(minutes=30)

    def __init__(self, base: str) -> None:
        self.base = base

    def read(self, now: datetime) -> Sequence[Quoted]:
        """All that can be met in the demo, in units of the deployment's currency."""
        units = Decimal(IN_DOLLARS[self.base])
        return tuple(
            Quoted(asset=asset, units=units, worth=Decimal(worth), base=self.base, at=now)
            for asset, worth in IN_DOLLARS.items()
            if asset != self.base
        )
