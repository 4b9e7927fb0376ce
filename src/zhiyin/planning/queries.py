"""Where a person's money goes."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from zhiyin.kit.asking import Question, joined
from zhiyin.kit.categories import label
from zhiyin.profiles import queries as profiles

MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class CategorySpend:
    """What a category took in the month, its share of the month (0–1), the month before, and the difference (positive: more than before)."""

    code: str
    name: str
    amount_minor: int
    share: float
    previous_minor: int
    change_minor: int
    payments: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthTotal:
    """What was spent in a month (its first day names it)."""

    month: date
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ThisMonth:
    """A month and the one before it (their first days name them) in the asset that most was spent in, in minor units."""

    month: date
    before: date
    total_minor: int
    previous_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """A month beside the one before it, in one asset: the one most was spent in. `months` are twelve in a row, oldest first, the chosen one last.

    `categories` are those with money in either month, the largest of this month first; refunds can make an amount negative.
    """

    month: date
    asset: str
    total_minor: int
    previous_minor: int
    change_minor: int
    categories: tuple[CategorySpend, ...]
    months: tuple[MonthTotal, ...]


def this_month(person_id: UUID, *, month: date) -> Question[ThisMonth]:
    """What went out so far in the month that holds the day `month`, beside the whole of the one before. One statement."""
    first = month.replace(day=1)
    asked = profiles.month_beside(person_id, month=first, before=_earlier(first, 1), since=_earlier(first, MONTHS - 1))
    return joined((asked,), lambda both: ThisMonth(month=first, before=_earlier(first, 1), total_minor=both[0], previous_minor=both[1]))


def spending(person_id: UUID, *, month: date, language: str) -> Spending:
    """Where the person's money went in the month that holds the day `month`, against the month before. One statement.

    Counted by the person's own calendar from the lines of their receipts; a payment without lines counts under the shop's category.
    """
    first = month.replace(day=1)
    rows = profiles.months(person_id, months=MONTHS, until=first)
    asset = _main_asset(rows)
    totals, here, before = defaultdict[date, int](int), dict[str, profiles.MonthSpend](), dict[str, int]()
    for row in (row for row in rows if row.asset == asset):
        totals[row.month] += row.amount_minor
        if row.month == first:
            here[row.category] = row
        elif row.month == _earlier(first, 1):
            before[row.category] = row.amount_minor
    series = tuple(MonthTotal(month=each, amount_minor=totals[each]) for each in (_earlier(first, back) for back in range(MONTHS - 1, -1, -1)))
    total, previous = series[-1].amount_minor, series[-2].amount_minor
    categories = [_category(code, here.get(code), before.get(code, 0), total=total, language=language) for code in {**here, **before}]
    return Spending(
        month=first,
        asset=asset,
        total_minor=total,
        previous_minor=previous,
        change_minor=total - previous,
        categories=tuple(sorted(categories, key=lambda one: (-one.amount_minor, -one.previous_minor, one.code))),
        months=series,
    )


def _main_asset(rows: tuple[profiles.MonthSpend, ...]) -> str:
    sums = defaultdict[str, int](int)
    for row in rows:
        sums[row.asset] += row.amount_minor
    return max(sorted(sums), key=lambda asset: sums[asset], default="")


def _earlier(first: date, months: int) -> date:
    years, month = divmod(first.year * 12 + first.month - 1 - months, 12)
    return date(years, month + 1, 1)


def _category(code: str, row: profiles.MonthSpend | None, before_minor: int, *, total: int, language: str) -> CategorySpend:
    amount = row.amount_minor if row else 0
    return CategorySpend(
        code=code,
        name=label(code, language),
        amount_minor=amount,
        share=amount / total if total > 0 else 0.0,
        previous_minor=before_minor,
        change_minor=amount - before_minor,
        payments=row.payments if row else 0,
    )
