"""Follow-ups, decisions and their reasons, told to the faces."""

from zhiyin.followups.decide import Cap, Policy
from zhiyin.followups.queries.budgets import BudgetSettings, settings_of
from zhiyin.followups.queries.cap_words import cap_name
from zhiyin.followups.queries.contacts import ContactLine, Room, contacts_of, rooms_of
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
from zhiyin.followups.queries.words import channel_name, journey_name, verdict_name

__all__ = [
    "BudgetSettings",
    "Cap",
    "ContactLine",
    "DecisionLine",
    "FollowUpLine",
    "Funnel",
    "GateWords",
    "Policy",
    "PolicyEntry",
    "Room",
    "Why",
    "cap_name",
    "channel_name",
    "contacts_of",
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
    "rooms_of",
    "settings_of",
    "verdict_name",
    "why",
    "why_not",
]
