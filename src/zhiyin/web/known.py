"""What is known of a person and who looked at it, in words for that person."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from zhiyin.kit.categories import label
from zhiyin.privacy.purposes import PURPOSES
from zhiyin.privacy.queries import Use
from zhiyin.profiles import queries as profiles
from zhiyin.profiles.queries import HabitState

ITEMS = 12
GAPS_MIN = 4

ROLES: dict[str, str | Promise] = {
    "support": gettext_lazy("support"),
    "marketing": gettext_lazy("marketing"),
    "product": gettext_lazy("product"),
    "risk": gettext_lazy("risk"),
    "auditor": gettext_lazy("audit"),
    "admin": gettext_lazy("administration"),
    "merchant": gettext_lazy("a shop"),
}
SEEN: dict[str, str | Promise] = {
    "payments": gettext_lazy("your payments"),
    "payment": gettext_lazy("one of your payments"),
    "profile": gettext_lazy("your profile"),
    "person": gettext_lazy("your page"),
    "case": gettext_lazy("your case"),
    "cases": gettext_lazy("your cases"),
    "answers": gettext_lazy("your answers"),
    "decisions": gettext_lazy("why messages were sent to you"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """One habit: what, how much, and the sentence that says how often."""

    name: str
    says: str
    spend_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldUse:
    """One look at a person's data, in words."""

    at: datetime
    who: str
    what: str | Promise
    why: str


def categories(person_id: UUID, language: str) -> list[Habit]:
    """The categories a person buys from, the liveliest first. One statement."""
    return [_habit(label(state.key, language), state) for state in profiles.category_states(person_id)]


def items(person_id: UUID, language: str) -> list[Habit]:
    """The things a person buys again and again. Two statements."""
    states = [state for state in profiles.item_states(person_id, ITEMS) if state.n > 1]
    names = profiles.item_label([state.key for state in states], language)
    return [_habit(names[state.key], state) for state in states if state.key in names]


def use(row: Use, language: str) -> ToldUse:
    """One line of the data-use log."""
    role = ROLES.get(row.role, row.role)
    who = f"{row.by_name} · {role}" if row.by_name else _("Zhiyin itself")
    return ToldUse(at=row.at, who=who, what=SEEN.get(row.what, row.what), why=PURPOSES[row.purpose].title(language))


def _habit(name: str, state: HabitState) -> Habit:
    times = ngettext("on %(num)s day", "on %(num)s days", state.n) % {"num": state.n}
    return Habit(name=name, says=f"{times} · {every}" if (every := _every(state)) else times, spend_minor=state.spend_minor)


def _every(state: HabitState) -> str:
    """How many days lie between: the middle half of the gaps, told only when there are enough of them."""
    if len(state.gaps) < GAPS_MIN:
        return ""
    ordered = sorted(state.gaps)
    low, high = ordered[len(ordered) // 4], ordered[(3 * len(ordered)) // 4]
    if low == high:
        return ngettext("usually every day", "usually every %(num)s days", low) % {"num": low}
    return _("usually every %(low)s to %(high)s days") % {"low": low, "high": high}
