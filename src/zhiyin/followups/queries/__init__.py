"""Follow-ups, decisions and their reasons, told to the faces."""

from zhiyin.followups.decide import Cap, Policy
from zhiyin.followups.queries.decisions import (
    DecisionLine,
    FollowUpLine,
    Funnel,
    decisions,
    decisions_of,
    follow_up,
    follow_ups_about,
    follow_ups_of,
    funnel,
    journeys,
)
from zhiyin.followups.queries.policies import PolicyEntry, policy, policy_history
from zhiyin.followups.queries.why import GateWords, Why, why, why_not
from zhiyin.followups.queries.words import journey_name, verdict_name

__all__ = [
    "Cap",
    "DecisionLine",
    "FollowUpLine",
    "Funnel",
    "GateWords",
    "Policy",
    "PolicyEntry",
    "Why",
    "decisions",
    "decisions_of",
    "follow_up",
    "follow_ups_about",
    "follow_ups_of",
    "funnel",
    "journey_name",
    "journeys",
    "policy",
    "policy_history",
    "verdict_name",
    "why",
    "why_not",
]
