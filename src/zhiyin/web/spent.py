"""Where money went, as sentences and bars: one message each, and the figures beside it."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from zhiyin.kit import formats
from zhiyin.planning.queries import CategorySpend, Spending, ThisMonth
from zhiyin.web import charts
from zhiyin.web.charts import Column

MONTHS = 6
# Smaller changes are no message: "rose 1 %" says nothing a person could use.
TOLD_PERCENT_MIN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A category's bar, in hundredths of the longest. `before`: where the month before ends; None when it had nothing."""

    name: str
    says: str
    amount_minor: int
    previous_minor: int
    width: float
    before: float | None


def month_line(told: ThisMonth, *, asset: str, language: str) -> str:
    """The present month in one line, beside the whole of the one before."""
    now, before = (formats.month_word(each.month, language=language) for each in (told.month, told.before))
    if not told.total_minor and not told.previous_minor:
        return _("Nothing was spent in %(now)s or %(before)s.") % {"now": now, "before": before}
    facts = {"now": now, "before": before, "amount": formats.money(told.total_minor, asset), "whole": formats.money(told.previous_minor, asset)}
    return _("%(amount)s spent in %(now)s so far. All of %(before)s came to %(whole)s.") % facts


def headline(told: Spending, *, so_far: bool, language: str) -> str:
    """The message of a month: the category that changed most, or, while the month runs, the largest one."""
    month = formats.month_word(told.month.month, language=language)
    changed = max((each for each in told.categories if each.previous_minor > 0), key=lambda each: abs(each.change_minor), default=None)
    percent = round(100 * changed.change_minor / changed.previous_minor) if changed else 0
    if changed and not so_far and abs(percent) >= TOLD_PERCENT_MIN:
        facts = {"name": changed.name, "percent": abs(percent), "month": month}
        return _("%(name)s fell %(percent)s %% in %(month)s") % facts if percent < 0 else _("%(name)s rose %(percent)s %% in %(month)s") % facts
    largest = told.categories[0]
    facts = {"name": largest.name, "percent": round(100 * largest.share), "month": month}
    return _("%(name)s is the largest part of %(month)s: %(percent)s %%") % facts


def series_title(told: Spending, *, so_far: bool, asset: str, language: str) -> str:
    """The message of the months in a row."""
    month, before = (formats.month_word(each.month.month, language=language) for each in (told.months[-1], told.months[-2]))
    facts = {"month": month, "before": before, "amount": formats.money(abs(told.change_minor), asset)}
    if so_far:
        return _("%(month)s so far, and the months before it") % facts
    if told.change_minor < 0:
        return _("%(month)s was %(amount)s less than %(before)s") % facts
    return _("%(month)s was %(amount)s more than %(before)s") % facts


def bars(told: Spending, *, asset: str) -> list[Bar]:
    """A bar for each category that took something in the month or the one before."""
    most = max((max(each.amount_minor, each.previous_minor) for each in told.categories), default=0)
    return [_bar(each, most, asset) for each in told.categories]


def columns(told: Spending, *, asset: str) -> tuple[Column, ...]:
    """A column for each of the last months."""
    return charts.columns([(each.month, each.amount_minor) for each in told.months[-MONTHS:]], chosen=told.month, asset=asset)


def month_before(month: date) -> str:
    """The month before, as the address of its page names it."""
    return f"{month.year - (month.month == 1)}-{(month.month - 2) % 12 + 1:02d}"


def month_after(month: date) -> str:
    """The month after, as the address of its page names it."""
    return f"{month.year + (month.month == 12)}-{month.month % 12 + 1:02d}"


def _bar(each: CategorySpend, most: int, asset: str) -> Bar:
    change = formats.money(abs(each.change_minor), asset)
    if not each.previous_minor:
        against = _("nothing before")
    elif each.change_minor < 0:
        against = _("%(amount)s less than before") % {"amount": change}
    else:
        against = _("%(amount)s more than before") % {"amount": change}
    return Bar(
        name=each.name,
        says=_("%(percent)s %% of the month · %(against)s") % {"percent": round(100 * each.share), "against": against},
        amount_minor=each.amount_minor,
        previous_minor=each.previous_minor,
        width=charts.percent_of(max(each.amount_minor, 0), most),
        before=charts.percent_of(max(each.previous_minor, 0), most) if each.previous_minor else None,
    )
