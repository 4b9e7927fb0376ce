"""Experiments in words: figures in the unit of their metric, and what can be said."""

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from zhiyin.experiments.queries import Comparison, ExperimentDetail, Metric
from zhiyin.followups import queries as followups
from zhiyin.kit import formats

METRICS: dict[str, str | Promise] = {
    "came_back": gettext_lazy("Came back: paid, sent or topped up"),
    "payments": gettext_lazy("Payments of a person"),
    "spend": gettext_lazy("What a person spent"),
    "answered": gettext_lazy("Answered a question"),
    "withdrew": gettext_lazy("Took a consent back"),
}
METHODS: dict[str, str | Promise] = {
    "always": gettext_lazy("Look every day"),
    "planned": gettext_lazy("Look on planned days only"),
}
STATES: dict[str, str | Promise] = {
    "draft": pgettext_lazy("experiment", "not started"),
    "running": pgettext_lazy("experiment", "running"),
    "stopped": pgettext_lazy("experiment", "stopped"),
    "decided": pgettext_lazy("experiment", "decided"),
}
DEEDS: dict[str, str | Promise] = {
    "drafted": pgettext_lazy("experiment", "Written down"),
    "started": pgettext_lazy("experiment", "Started"),
    "stopped": pgettext_lazy("experiment", "Stopped"),
    "decided": pgettext_lazy("experiment", "Decided"),
}
STATE_KINDS = {"running": "good", "stopped": "gold"}
PREFIX = "followups."
HOUR, DAY = 60, 1440  # minutes


def figure(value: float, metric: Metric, asset: str, *, sign: bool = False) -> str:
    """A figure of people in the unit of its metric: a share in percent, money, or how often."""
    if metric.is_money:
        return formats.money(round(value), asset, sign=sign)
    plus = "+" if sign and value > 0 else ""
    return f"{plus}{100 * value:.1f} %" if metric.is_share else f"{plus}{value:.2f}"


def change(value: float, metric: Metric, asset: str) -> str:
    """A difference of such figures: shares differ by points of a hundred."""
    if metric.is_share:
        return _("%(count)s points") % {"count": f"{100 * value:+.1f}"}
    return figure(value, metric, asset, sign=True)


def verdict(comparison: Comparison, asked: ExperimentDetail) -> str:
    """What can be said of an arm beside the control, in one sentence."""
    now = comparison.now
    if now is None:
        return _("No difference can be said yet: too few people have had their days.")
    if not now.clear:
        return _("No difference can be said yet.")
    return _("It is better.") if (now.estimate > 0) == (asked.metric.better > 0) else _("It is worse.")


def journey(about: str) -> str:
    """The name of the journey that an experiment is about."""
    return followups.journey_name(about.removeprefix(PREFIX), get_language() or "en")


def arm(wait_minutes: int) -> str:
    """What an arm gives people: its wait in the largest unit that says it whole."""
    if not wait_minutes:
        return _("As it is now")
    if wait_minutes % DAY == 0:
        return ngettext("%(count)s day later", "%(count)s days later", wait_minutes // DAY) % {"count": wait_minutes // DAY}
    if wait_minutes % HOUR == 0:
        return ngettext("%(count)s hour later", "%(count)s hours later", wait_minutes // HOUR) % {"count": wait_minutes // HOUR}
    return ngettext("%(count)s minute later", "%(count)s minutes later", wait_minutes) % {"count": wait_minutes}
