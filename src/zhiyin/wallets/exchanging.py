"""What an exchange comes to, in whole minor units: pure, exact, and never to the house's loss."""

from dataclasses import dataclass
from fractions import Fraction

ONE_BP = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The rate of an exchange. `mid`: major units bought for one sold, before the house's `spread_bp`; both scales are digits after the point."""

    mid: Fraction
    spread_bp: int
    sell_scale: int
    buy_scale: int

    @property
    def rate(self) -> Fraction:
        """Major units bought for one sold, after the spread."""
        return self.mid * (ONE_BP - self.spread_bp) / ONE_BP

    def bought(self, sell_minor: int) -> int:
        """What the person gets, in minor units: rounded down, so the house keeps less than one of them."""
        return self._minor(self.rate, sell_minor)

    def spread(self, sell_minor: int) -> int:
        """What the house keeps, in minor units of what is bought, the rounding included."""
        return self._minor(self.mid, sell_minor) - self.bought(sell_minor)

    def _minor(self, rate: Fraction, sell_minor: int) -> int:
        return int(rate * sell_minor * 10**self.buy_scale / 10**self.sell_scale)


def shown(rate: Fraction) -> str:
    """The rate as a person reads it: six digits that count, rounded down, without noughts at the end."""
    if rate == 0:
        return "0"
    magnitude = len(str(int(rate))) if rate >= 1 else -_leading_noughts(rate)
    places = max(6 - magnitude, 0)
    digits = str(int(rate * 10**places)).rjust(places + 1, "0")
    whole, fraction = (digits[:-places], digits[-places:]) if places else (digits, "")
    return f"{int(whole):,}.{fraction}".rstrip("0").rstrip(".") if fraction else f"{int(whole):,}"


def _leading_noughts(rate: Fraction) -> int:
    noughts = 0
    while rate * 10 ** (noughts + 1) < 1:
        noughts += 1
    return noughts
