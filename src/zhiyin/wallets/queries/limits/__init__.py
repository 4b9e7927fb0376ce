"""Limits: which rules there are and were, what binds a person, and what they have used."""

from zhiyin.wallets.judging import Rule, Standing
from zhiyin.wallets.queries.limits.rules import general, personal, standing, used, zone

__all__ = ["Rule", "Standing", "general", "personal", "standing", "used", "zone"]
