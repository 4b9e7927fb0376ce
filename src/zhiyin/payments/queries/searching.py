"""What somebody who types into the search field means: amounts, ranges, days, months, categories, and words for the rest. Pure."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from zhiyin.kit.categories import CATEGORIES
from zhiyin.kit.money import BadAmount, parse_amount

Days = tuple[date, date]
AMOUNT = r"[$¥€£￥]?\d[\d,]*(?:\.\d+)?"
MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
MONTH = "|".join(f"{name[:3]}(?:{name[3:]})?" if len(name) > 3 else name for name in MONTHS) + "|sept"
LETTERS_OF_A_CATEGORY_MIN = {True: 3, False: 1}  # "tea" says something; one Chinese sign does, too


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Lines to look for; all of it must fit. Minor units; `until` is just after the last moment.

    `exact_minor`: the words are a number, so lines of that amount fit as well as lines with these words. `categories`: those that the words name.
    """

    words: str = ""
    exact_minor: int | None = None
    least_minor: int | None = None
    most_minor: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    categories: tuple[str, ...] = ()

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return self != Wanted()


def words_only(text: str, asset: str) -> Wanted:
    """The text as words, and as an amount if it is one: a date or a range in it is not understood."""
    words = text.replace("\x00", "").strip()
    return Wanted(words=words, exact_minor=_minor(words.lstrip("+-−"), asset), categories=_categories(words))


def wanted(text: str, *, at: datetime, zone: str, asset: str) -> Wanted:
    """What the text asks for: "coffee", "12.30", ">50", "20-30", "2026-11", "12 October", "11月", "last week", "fruit", and any of these together.

    A month or day without its year is the last one before `at`. Days are those of the zone. No SQL.
    """
    rest = " ".join(text.replace("\x00", "").translate(_PLAIN).split())
    days, rest = _taken(rest, _day_patterns(at.astimezone(ZoneInfo(zone)).date()))
    (least, most), rest = _range(rest, asset)
    found = words_only(rest, asset)
    if found.exact_minor is None and (amount := re.search(r"(?<!\S)(?:[$¥€£]\d[\d,.]*|\d[\d,]*\.\d+)(?!\S)", rest)):
        exact = _minor(amount[0], asset)
        found = words_only(_without(rest, amount), asset) if exact else found
        least, most = (exact, exact) if exact else (least, most)
    since, until = (_midnight(days[0], zone), _midnight(days[1] + timedelta(days=1), zone)) if days else (None, None)
    return Wanted(
        words=found.words,
        exact_minor=found.exact_minor,
        least_minor=least,
        most_minor=most,
        since=since,
        until=until,
        categories=found.categories,
    )


def _taken(text: str, patterns: Iterator[tuple[str, Callable[[re.Match[str]], Days | None]]]) -> tuple[Days | None, str]:
    """The days that the text names first, and the text without them."""
    for pattern, meaning in patterns:
        if (match := re.search(pattern, text, re.IGNORECASE)) and (days := _real(meaning, match)):
            return days, _without(text, match)
    return None, text


def _real(meaning: Callable[[re.Match[str]], Days | None], match: re.Match[str]) -> Days | None:
    try:
        days = meaning(match)
    except (ValueError, OverflowError):  # 31 February, year 0
        return None
    return days if days and days[0].year >= 1970 and days[1].year < 9999 else None


def _day_patterns(today: date) -> Iterator[tuple[str, Callable[[re.Match[str]], Days | None]]]:
    yield r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)", lambda m: _one(date(int(m[1]), int(m[2]), int(m[3])))
    yield r"(?<!\d)(\d{4})[-/](\d{1,2})(?![-\d])", lambda m: _month(int(m[1]), int(m[2]))
    yield r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})[日号]", lambda m: _one(_past_day(today, m[1], int(m[2]), int(m[3])))
    yield r"(?:(\d{4})年)?(\d{1,2})月份?", lambda m: _past_month(today, m[1], int(m[2]))
    yield rf"\b(\d{{1,2}}) ({MONTH})\b(?: (\d{{4}})\b)?", lambda m: _one(_past_day(today, m[3], _named(m[2]), int(m[1])))
    yield rf"\b({MONTH}) (\d{{1,2}})\b(?:,? (\d{{4}})\b)?", lambda m: _one(_past_day(today, m[3], _named(m[1]), int(m[2])))
    yield rf"\b({MONTH})\b(?: (\d{{4}})\b)?", lambda m: _past_month(today, m[2], _named(m[1]))
    monday, first = today - timedelta(days=today.weekday()), today.replace(day=1)
    yield r"\btoday\b|今天", lambda _: _one(today)
    yield r"\byesterday\b|昨天", lambda _: _one(today - timedelta(days=1))
    yield r"\bthis week\b|本周|这周|这星期", lambda _: (monday, monday + timedelta(days=6))
    yield r"\blast week\b|上周|上星期", lambda _: (monday - timedelta(days=7), monday - timedelta(days=1))
    yield r"\bthis month\b|本月|这个月", lambda _: _month(first.year, first.month)
    yield r"\blast month\b|上个月|上月", lambda _: _month((first - timedelta(days=1)).year, (first - timedelta(days=1)).month)
    yield r"\bthis year\b|今年", lambda _: (date(today.year, 1, 1), date(today.year, 12, 31))
    yield r"\blast year\b|去年", lambda _: (date(today.year - 1, 1, 1), date(today.year - 1, 12, 31))
    yield r"(?<!\d)(\d{4})年", lambda m: (date(int(m[1]), 1, 1), date(int(m[1]), 12, 31))


def _range(text: str, asset: str) -> tuple[tuple[int | None, int | None], str]:
    """The least and the most that the text names, and the text without them. `>50` is more than 50, so the least is one minor unit above."""
    if match := re.search(rf"(?<!\S)({AMOUNT}) ?(?:-|–|~|\.\.|到|至) ?({AMOUNT})(?!\S)", text):
        low, high = _minor(match[1], asset), _minor(match[2], asset)
        if low and high:
            return (min(low, high), max(low, high)), _without(text, match)
    sides: list[int | None] = [None, None]
    for side, step, signs in ((0, 1, r">|over|above|more than|超过|大于|高于"), (1, -1, r"<|under|below|less than|低于|小于|少于")):
        match = re.search(rf"(?<!\S)(?:{signs})(=?) ?({AMOUNT})(?!\S)", text, re.IGNORECASE)
        if match and (amount := _minor(match[2], asset)):
            sides[side], text = amount + (0 if match[1] else step), _without(text, match)
    return (sides[0], sides[1]), text


def _without(text: str, match: re.Match[str]) -> str:
    return " ".join((text[: match.start()] + " " + text[match.end() :]).split())


def _one(day: date) -> Days:
    return day, day


def _month(year: int, month: int) -> Days:
    first = date(year, month, 1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _past_month(today: date, year: str | None, month: int) -> Days:
    return _month(int(year) if year else today.year - (month > today.month), month)


def _past_day(today: date, year: str | None, month: int, day: int) -> date:
    if year:
        return date(int(year), month, day)
    here = date(today.year, month, day)
    return here if here <= today else date(today.year - 1, month, day)


def _named(month: str) -> int:
    return next(number for number, name in enumerate(MONTHS, 1) if name.startswith(month.lower()[:3]))


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), tzinfo=ZoneInfo(zone))


def _minor(text: str, asset: str) -> int | None:
    try:
        return parse_amount(text.strip().lstrip("$¥€£"), asset)
    except BadAmount:
        return None


def _categories(words: str) -> tuple[str, ...]:
    if len(words) < LETTERS_OF_A_CATEGORY_MIN[words.isascii()]:
        return ()
    return tuple(code for code, names in CATEGORIES.items() if any(words.casefold() in name.casefold() for name in names))


_PLAIN = {
    **{ord("０") + digit: str(digit) for digit in range(10)},
    ord("．"): ".",
    ord("￥"): "¥",
    ord("＞"): ">",
    ord("＜"): "<",
    ord("≥"): ">=",
    ord("≤"): "<=",
}
