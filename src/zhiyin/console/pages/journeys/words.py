"""How a journey is told to staff: when it begins, what each step does, and where each outcome leads."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from zhiyin.channels import queries as channels
from zhiyin.console.pages.journeys.drawing import Drawn, cut, drawn
from zhiyin.followups import queries as followups

STATES = {
    "": (gettext_lazy("Draft"), "gold"),
    "published": (gettext_lazy("Running"), "good"),
    "resumed": (gettext_lazy("Running"), "good"),
    "paused": (gettext_lazy("Paused"), "gold"),
    "stopped": (gettext_lazy("Stopped"), "alert"),
}
DEEDS = {
    "drafted": gettext_lazy("Draft kept"),
    "published": gettext_lazy("Published"),
    "paused": gettext_lazy("Paused"),
    "resumed": pgettext_lazy("journey", "Switched on"),
    "stopped": gettext_lazy("Stopped"),
}
CHOICES = {
    "finish": gettext_lazy("They finish on their version"),
    "migrate": gettext_lazy("They move to the new version"),
    "cancel": gettext_lazy("What waits for them is called off"),
}
OUTCOMES = {
    "low": gettext_lazy("low answer"),
    "high": gettext_lazy("high answer"),
    "answered": gettext_lazy("any answer"),
    "silent": gettext_lazy("nothing"),
    "unreached": gettext_lazy("not reached"),
    "happened": gettext_lazy("it happened"),
}
WAYS = {
    "event": gettext_lazy("something happens"),
    "schedule": gettext_lazy("the calendar says so"),
    "enters": gettext_lazy("somebody comes into a group"),
    "leaves": gettext_lazy("somebody leaves a group"),
}
TESTS = {
    "is": gettext_lazy("is"),
    "is_not": gettext_lazy("is not"),
    "one_of": gettext_lazy("is one of"),
    "at_least": gettext_lazy("is at least"),
    "at_most": gettext_lazy("is at most"),
}
SPANS = {"day": gettext_lazy("each day"), "week": gettext_lazy("each week"), "month": gettext_lazy("each month")}
SEGMENT = {
    "payments_at_least": gettext_lazy("Payments, at least"),
    "payments_at_most": gettext_lazy("Payments, at most"),
    "silent_days_at_least": gettext_lazy("Days without a payment, at least"),
    "silent_days_at_most": gettext_lazy("Days without a payment, at most"),
    "joined_days_at_least": gettext_lazy("Days since they joined, at least"),
    "joined_days_at_most": gettext_lazy("Days since they joined, at most"),
}
PLACES = {
    "top_up": gettext_lazy("top up"),
    "pay": gettext_lazy("pay"),
    "friends": gettext_lazy("their own code"),
    "talk": gettext_lazy("a talk, with times to choose from"),
    "talks": gettext_lazy("asking for a call"),
    "security": gettext_lazy("security"),
    "activity": gettext_lazy("activity"),
    "statements": gettext_lazy("statements"),
    "privacy": gettext_lazy("what they allow"),
    "help": gettext_lazy("writing to us"),
}
TITLE_LETTERS, NOTE_LETTERS = 31, 38
DURATION = re.compile(r"^(\d{1,5}) (second|minute|hour|day|week)s?$")
EXAMPLE = {
    "merchant_en": "Harbour Coffee",
    "merchant_zh": "海港咖啡",
    "other": "Mei",
    "amount_minor": 12_50,
    "asset": "USD",
    "zone": "UTC",
    "paid_at": "2026-01-15T09:30:00+00:00",
    "happened_at": "2026-01-15T09:30:00+00:00",
    "ends_at": "2026-01-31T18:00:00+00:00",
    "case_number": 1001,
    "state": "paid",
}


def begins(parts: Mapping[str, Any]) -> str:
    """When the journey begins, in a few words."""
    start = parts.get("start")
    if not isinstance(start, dict):
        return ""
    if "event" in start:
        told = followups.journey_facts(get_language() or "en").get(str(start["event"]), str(start["event"]))
        return _("A person %(does)s") % {"does": told}
    if "schedule" in start:
        return _("By the calendar, where each person is")
    return _("A person comes into a group") if "enters" in start else _("A person leaves a group")


def graph(parts: Mapping[str, Any]) -> Drawn:
    """The drawing of the journey."""
    steps = [step for step in parts.get("steps") or () if isinstance(step, dict)]
    told = [("", begins(parts), _scoped(parts)), *((str(step.get("step", "")), _does(step), _when(step)) for step in steps)]
    boxes = [(code, cut(title, most=TITLE_LETTERS), cut(note, most=NOTE_LETTERS)) for code, title, note in told]
    first = [("", str(steps[0].get("step", "")), "")] if steps else []
    ways = [(str(step.get("step", "")), str(to), str(OUTCOMES.get(name, name))) for step in steps for name, to in _then(step).items()]
    return drawn(boxes, first + ways)


def preview(step: Mapping[str, Any], language: str) -> tuple[str, str] | None:
    """What the step's message says in that language, with an example's names and amounts; None when it says nothing or cannot."""
    own = step.get("words")
    if isinstance(own, dict):
        said = own.get("zh" if language.startswith("zh") else "en")
        return (str(said.get("title", "")), str(said.get("text", ""))) if isinstance(said, dict) else None
    try:
        words = channels.words(str(step.get("message", "")), EXAMPLE, language=language)
    except Exception:  # noqa: BLE001  whatever a template wants that the example lacks
        return None
    return words.title, words.body


def span(text: Any) -> str:
    """A time like "30 minutes" in the page's language; what is none stays as it is typed."""
    match = DURATION.match(str(text).strip())
    if match is None:
        return str(text)
    n = int(match[1])
    said = {
        "second": ngettext("%(n)s second", "%(n)s seconds", n),
        "minute": ngettext("%(n)s minute", "%(n)s minutes", n),
        "hour": ngettext("%(n)s hour", "%(n)s hours", n),
        "day": ngettext("%(n)s day", "%(n)s days", n),
        "week": ngettext("%(n)s week", "%(n)s weeks", n),
    }
    return said[match[2]] % {"n": n}


def _scoped(parts: Mapping[str, Any]) -> str:
    again = parts.get("again", "each")
    if isinstance(again, dict):
        return _("again after %(time)s at the earliest") % {"time": span(again.get("after", ""))}
    return _("once in a life") if again == "once" else _("each time")


def _does(step: Mapping[str, Any]) -> str:
    if step.get("wait_for"):
        told = followups.journey_facts(get_language() or "en").get(str(step["wait_for"]), str(step["wait_for"]))
        return _("Waits until: %(fact)s") % {"fact": told}
    said = preview(step, get_language() or "en")
    return said[0] if said else str(step.get("message", step.get("step", "")))


def _when(step: Mapping[str, Any]) -> str:
    waits, ending = step.get("wait"), step.get("before_end")
    begins = (
        _("%(time)s before it ends") % {"time": span(ending)} if ending else _("after %(time)s") % {"time": span(waits)} if waits else _("at once")
    )
    parts = [begins, _("within %(time)s") % {"time": span(step.get("deadline", "?"))}]
    if step.get("until_local"):
        parts.insert(1, _("at %(clock)s") % {"clock": step["until_local"]})
    return " · ".join(parts)


def _then(step: Mapping[str, Any]) -> dict[str, Any]:
    then = step.get("then")
    return {name: to for name, to in then.items() if to != "end"} if isinstance(then, dict) else {}
