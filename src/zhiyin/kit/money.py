"""Amounts: whole numbers of minor units with their asset. The only place that parses them; `kit.formats` shows them."""

import re
from dataclasses import dataclass

from zhiyin.kit.errors import Refusal

AMOUNT_MINOR_MAX = 10**15


@dataclass(frozen=True, slots=True)
class Asset:
    """A currency or virtual currency. `scale`: digits after the point; `number`: ISO 4217 numeric code (empty when it has none)."""

    code: str
    scale: int
    symbol: str
    number: str


ASSETS = {
    asset.code: asset
    for asset in (
        Asset("USD", 2, "$", "840"),
        Asset("CNY", 2, "¥", "156"),
        Asset("EUR", 2, "€", "978"),
        Asset("GBP", 2, "£", "826"),
        Asset("HKD", 2, "HK$", "344"),
        Asset("SGD", 2, "S$", "702"),
        Asset("JPY", 0, "JP¥", "392"),
    )
}


class BadAmount(Refusal):
    """The text is not an amount of that asset."""

    code = "bad_amount"


def parse_amount(text: str, asset: str) -> int:
    """Minor units of a positive amount as a person types it: "25", "25.5", "1,234.50", full-width digits too.

    Raises `BadAmount` with `why`: not_a_number | not_positive | too_many_decimals | too_large.
    """
    plain = text.strip().translate(_HALF_WIDTH).removeprefix(ASSETS[asset].symbol).strip()
    match = re.fullmatch(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]*))?", plain, re.ASCII)
    if not match:
        raise BadAmount(text=text[:40], why="not_positive" if re.fullmatch(r"-[0-9.,]+", plain) else "not_a_number")
    return _minor(match[1].replace(",", ""), match[2] or "", ASSETS[asset].scale)


def _minor(whole: str, fraction: str, scale: int) -> int:
    if len(fraction.rstrip("0")) > scale or len(fraction) > max(scale, 2):
        raise BadAmount(text=f"{whole[:20]}.{fraction[:20]}", why="too_many_decimals")
    if len(whole) > 18:
        raise BadAmount(text=whole[:20], why="too_large")
    minor: int = int(whole) * 10**scale + int((fraction.rstrip("0")).ljust(scale, "0") or "0")
    if minor == 0:
        raise BadAmount(text="0", why="not_positive")
    if minor > AMOUNT_MINOR_MAX:
        raise BadAmount(text=whole[:20], why="too_large")
    return minor


def major(amount_minor: int, asset: str) -> str:
    """The plain decimal text of an amount, sign included, without currency: "-12.50"."""
    scale = ASSETS[asset].scale
    sign, digits = ("-" if amount_minor < 0 else ""), str(abs(amount_minor)).rjust(scale + 1, "0")
    return f"{sign}{digits[:-scale]}.{digits[-scale:]}" if scale else f"{sign}{digits}"


_HALF_WIDTH = {**{ord("０") + digit: str(digit) for digit in range(10)}, ord("．"): ".", ord("，"): ",", ord("。"): ".", ord("￥"): "¥"}
