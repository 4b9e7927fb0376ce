"""Who may enter which page of the console. `admin` may enter all of them (identity.access sees to that)."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OVERVIEW = ("support", "marketing", "product", "risk", "auditor")
PEOPLE = ("support", "risk", "auditor")
PAYMENTS = ("support", "risk", "auditor")
FOLLOW_UPS = ("support", "marketing", "product", "auditor")
POLICY = ("marketing",)
CASES = ("support", "product", "auditor")
CASE_WORK = ("support",)
CALLS = ("support",)
SURVEYS = ("support", "marketing", "product", "auditor")
SURVEY_WORK = ("marketing", "product")
THEMES = ("support", "product", "marketing", "auditor")
BANK = ("support", "risk", "auditor")
BANK_WORK = ("risk",)
MONEY = ("support", "risk", "auditor")
ASSETS = ("support", "risk", "auditor")
ASSET_WORK = ("risk",)
LIMITS = ("support", "risk", "auditor")
LIMIT_WORK = ("risk",)
FILING = ("support", "product")
THEME_WORK = ("product",)


@dataclass(frozen=True, slots=True)
class Section:
    """One entry of the rail: `name` is its first page's URL name, `roles` those it opens for."""

    name: str
    title: str | Promise
    icon: str
    roles: tuple[str, ...]


SECTIONS = (
    Section("overview", _("Overview"), "overview", OVERVIEW),
    Section("people", _("People"), "people", PEOPLE),
    Section("payments", _("Payments"), "payments", PAYMENTS),
    Section("bank", _("Bank and cards"), "bank", BANK),
    Section("settlements", _("Settlements"), "settlements", MONEY),
    Section("assets", _("Currencies"), "assets", ASSETS),
    Section("limits", _("Limits"), "limits", LIMITS),
    Section("followups", _("Follow-ups"), "followups", FOLLOW_UPS),
    Section("calls", _("Calls"), "calls", CALLS),
    Section("talks", _("Talks"), "talks", CALLS),
    Section("surveys", _("Surveys"), "themes", SURVEYS),
    Section("cases", _("Cases"), "cases", CASES),
    Section("themes", _("Themes"), "themes", THEMES),
    Section("experiments", _("Experiments"), "experiments", FOLLOW_UPS),
)


def may(roles: Collection[str], allowed: Collection[str]) -> bool:
    """Whether somebody with these roles is let in where `allowed` are."""
    return "admin" in roles or not set(roles).isdisjoint(allowed)


def sections_for(roles: Collection[str]) -> tuple[Section, ...]:
    """The rail as somebody with these roles sees it: no entry that would refuse them."""
    return tuple(section for section in SECTIONS if may(roles, section.roles))
