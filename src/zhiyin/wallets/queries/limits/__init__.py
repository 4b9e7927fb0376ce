"""Limits: which rules there are and were, what binds a person, what they have used, and what a rule would have done."""

from zhiyin.wallets.judging import ALLOWED, AMOUNTS, BLOCKED, CATEGORIES, COUNTS, DEEDS, MEASURES, MINORS, OUT, PERSON, TIER, TIERS, Rule, Standing
from zhiyin.wallets.queries.limits.checks import usage_differences
from zhiyin.wallets.queries.limits.history import Entry, Proposed, Stood, entry, history, standings_refused, standings_waiting, stood, waiting
from zhiyin.wallets.queries.limits.mine import Limit, Mine, OwnLimit, limits_of, own_limits_of
from zhiyin.wallets.queries.limits.preview import Example, Preview, preview
from zhiyin.wallets.queries.limits.rules import general, personal, standing, used, zone

__all__ = [
    "ALLOWED",
    "AMOUNTS",
    "BLOCKED",
    "CATEGORIES",
    "COUNTS",
    "DEEDS",
    "MEASURES",
    "MINORS",
    "OUT",
    "PERSON",
    "TIER",
    "TIERS",
    "Entry",
    "Example",
    "Limit",
    "Mine",
    "OwnLimit",
    "Preview",
    "Proposed",
    "Rule",
    "Standing",
    "Stood",
    "entry",
    "general",
    "history",
    "limits_of",
    "own_limits_of",
    "personal",
    "preview",
    "standing",
    "standings_refused",
    "standings_waiting",
    "stood",
    "usage_differences",
    "used",
    "waiting",
    "zone",
]
