"""Amounts: whole numbers of minor units with their asset. The only place that parses them; `kit.formats` shows them."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from zhiyin.kit.errors import Refusal

AMOUNT_MINOR_MAX = 10**15


@dataclass(frozen=True, slots=True)
class Asset:
    """A currency or virtual currency. `scale`: digits after the point; `number`: ISO 4217 numeric code (empty when it has none).

    `kind`: fiat | points | community | crypto. None of this ever changes for an asset that is in use; its names and its symbol may.
    """

    code: str
    scale: int
    symbol: str
    number: str = ""
    kind: str = "fiat"
    name_en: str = ""
    name_zh: str = ""

    def name(self, language: str) -> str:
        """What it is called in that language ("en", "zh-hans")."""
        return (self.name_zh if language.startswith("zh") else self.name_en) or self.code


class _Known(dict[str, Asset]):
    """ISO's, which are always there, and those that an operator has added: they are asked for when they are first met, and kept."""

    asked: Callable[[str], Asset | None] | None = None

    def __missing__(self, code: str) -> Asset:
        found = self.asked(code) if self.asked else None
        if found is None:
            raise KeyError(code)
        self[code] = found
        return found


ASSETS = _Known(
    (asset.code, asset)
    for asset in (
        Asset("USD", 2, "$", "840", name_en="US dollar", name_zh="美元"),
        Asset("CNY", 2, "¥", "156", name_en="Chinese yuan", name_zh="人民币"),
        Asset("EUR", 2, "€", "978", name_en="Euro", name_zh="欧元"),
        Asset("GBP", 2, "£", "826", name_en="British pound", name_zh="英镑"),
        Asset("HKD", 2, "HK$", "344", name_en="Hong Kong dollar", name_zh="港元"),
        Asset("SGD", 2, "S$", "702", name_en="Singapore dollar", name_zh="新加坡元"),
        Asset("JPY", 0, "JP¥", "392", name_en="Japanese yen", name_zh="日元"),
    )
)
FIXED = frozenset(ASSETS)


def ask_for_others(known_elsewhere: Callable[[str], Asset | None]) -> None:
    """From now on an asset that is not one of ISO's is asked for there (`None`: there is no such asset)."""
    ASSETS.asked = known_elsewhere


def learn(asset: Asset) -> None:
    """The asset reads so from now on, in this process. Those that are always there stay as they are."""
    if asset.code not in FIXED:
        ASSETS[asset.code] = asset


class BadAmount(Refusal):
    """The text is not an amount of that asset."""

    code = "bad_amount"


def parse_amount(text: str, asset: str) -> int:
    """Minor units of a positive amount as a person types it: "25", "25.5", "1,234.50", full-width digits too.

    Raises `BadAmount` with `why`: not_a_number | not_positive | too_many_decimals | too_large.
    """
    symbol = ASSETS[asset].symbol
    plain = text.strip().translate(_HALF_WIDTH).removeprefix(symbol).removesuffix(symbol).strip()
    match = re.fullmatch(r"([1-9][0-9]{0,2}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]*))?", plain, re.ASCII)
    if not match:
        raise BadAmount(text=text[:40], why="not_positive" if re.fullmatch(r"-[0-9.,]+", plain) else "not_a_number")
    return _minor(match[1].replace(",", ""), match[2] or "", ASSETS[asset].scale)


def _minor(whole: str, fraction: str, scale: int) -> int:
    if len(fraction.rstrip("0")) > scale or len(fraction) > max(scale, 2):
        raise BadAmount(text=f"{whole[:20]}.{fraction[:20]}", why="too_many_decimals", digits=scale)
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
