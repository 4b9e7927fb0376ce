"""How figures look to a person, in Chinese and in English: money, dates, times."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, dates, numbers

from zhiyin.kit.money import ASSETS

DIGITS_ALWAYS = 3
LOCALES = {"en": Locale("en"), "zh-hans": Locale("zh", script="Hans")}


@dataclass(frozen=True, slots=True)
class Coin:
    """An amount taken apart, so that a page can set its minor digits smaller. `after`: the symbol stands behind the number."""

    lead: str
    symbol: str
    whole: str
    fraction: str
    after: bool = False


def money(amount_minor: int, asset: str, *, sign: bool = False) -> str:
    """As in "$1,234.50", "0.0015 BTC", "1,250 PTS"; with `sign` "+$1,234.50" and "−$1,234.50" (a real minus). The same in both languages."""
    told = coin(amount_minor, asset, sign=sign)
    number = f"{told.whole}.{told.fraction}" if told.fraction else told.whole
    return f"{told.lead}{number}{told.symbol}" if told.after else f"{told.lead}{told.symbol}{number}"


def coin(amount_minor: int, asset: str, *, sign: bool = False) -> Coin:
    """As `money`, taken apart. Of more than three digits after the point, noughts at the end are left out, but two always stand."""
    kind = ASSETS[asset]
    lead = "−" if amount_minor < 0 else "+" if sign else ""
    return _coin(lead, abs(amount_minor), kind.scale, kind.symbol, kind.kind == "fiat")


@lru_cache(4_096)  # a list says the same few amounts again and again
def _coin(lead: str, amount_minor: int, scale: int, symbol: str, fiat: bool) -> Coin:  # noqa: FBT001  the key of a cache
    digits = str(amount_minor).rjust(scale + 1, "0")
    whole, fraction = (digits[:-scale], digits[-scale:]) if scale else (digits, "")
    if scale > DIGITS_ALWAYS:
        fraction = fraction.rstrip("0").ljust(2, "0")
    word = symbol[-1:].isalnum()
    after = word and not fiat
    unit = f"\N{NO-BREAK SPACE}{symbol}" if after else f"{symbol}\N{NO-BREAK SPACE}" if word else symbol
    return Coin(lead, unit, f"{int(whole):,}", fraction, after)


def day(at: datetime, *, zone: str, language: str) -> str:
    """As in "12 October 2026" / "2026年10月12日" in the person's zone."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local.year}年{local.month}月{local.day}日" if language.startswith("zh") else dates.format_date(local, "d MMMM y", locale=LOCALES["en"])


def short_day(at: datetime, *, zone: str, language: str) -> str:
    """As in "12 October" / "10月12日" in the person's zone."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local.month}月{local.day}日" if language.startswith("zh") else dates.format_date(local, "d MMMM", locale=LOCALES["en"])


def month(year: int, number: int, *, language: str) -> str:
    """As in "October 2026" / "2026年10月"."""
    return f"{year}年{number}月" if language.startswith("zh") else dates.format_date(datetime(year, number, 1).date(), "MMMM y", locale=LOCALES["en"])  # noqa: DTZ001  a calendar month has no zone


@lru_cache  # Babel goes through several dictionaries for each word, and there are forty-eight
def month_word(number: int, *, language: str, short: bool = False) -> str:
    """As in "October", with `short` "Oct" / "10月": where the year is clear."""
    return f"{number}月" if language.startswith("zh") else LOCALES["en"].months["format"]["abbreviated" if short else "wide"][number]


def clock_time(at: datetime, *, zone: str) -> str:
    """As in "14:05", 24-hour, in the person's zone."""
    return at.astimezone(ZoneInfo(zone)).strftime("%H:%M")


def ago(at: datetime, *, now: datetime, zone: str, language: str) -> str:
    """Relative up to a day ("3 minutes ago" / "3 分钟前"), then the date."""
    seconds = (now - at).total_seconds()
    if not 0 <= seconds < 86_400:
        return short_day(at, zone=zone, language=language)
    zh = language.startswith("zh")
    if seconds < 60:
        return "刚刚" if zh else "just now"
    count, en, word = (int(seconds // 60), "minute", "分钟") if seconds < 3600 else (int(seconds // 3600), "hour", "小时")
    return f"{count} {word}前" if zh else f"{count} {en}{'s' * (count != 1)} ago"


def whole(number: int, *, language: str) -> str:
    """As in "12,345"."""
    return numbers.format_decimal(number, locale=LOCALES.get(language, LOCALES["en"]))
