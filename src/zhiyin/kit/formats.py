"""How figures look to a person, in Chinese and in English: money, dates, times."""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel import Locale, dates, numbers

from zhiyin.kit.money import ASSETS, major

LOCALES = {"en": Locale("en"), "zh-hans": Locale("zh", script="Hans")}


def money(amount_minor: int, asset: str, *, sign: bool = False) -> str:
    """As in "$1,234.50"; with `sign` "+$1,234.50" and "−$1,234.50" (a real minus). The same in both languages."""
    text = major(abs(amount_minor), asset)
    whole, _, fraction = text.partition(".")
    grouped = f"{int(whole):,}" + (f".{fraction}" if fraction else "")
    lead = "−" if amount_minor < 0 else "+" if sign else ""
    return f"{lead}{ASSETS[asset].symbol}{grouped}"


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
