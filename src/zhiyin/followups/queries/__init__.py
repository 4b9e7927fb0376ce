"""Follow-ups, decisions and their reasons, told to the faces."""

from zhiyin.followups.decide import Cap, Policy
from zhiyin.followups.journeys.problems import Problem
from zhiyin.followups.journeys.schema import schema as journey_schema
from zhiyin.followups.queries.budgets import BudgetSettings, settings_of
from zhiyin.followups.queries.cap_words import cap_name
from zhiyin.followups.queries.contacts import ContactLine, Room, contacts_of, rooms_of
from zhiyin.followups.queries.decisions import (
    DecisionLine,
    FollowUpLine,
    Funnel,
    comparable,
    decisions,
    decisions_of,
    follow_up,
    follow_ups_about,
    follow_ups_of,
    funnel,
    journeys,
)
from zhiyin.followups.queries.policies import PolicyEntry, policy, policy_history
from zhiyin.followups.queries.reached import Reached, reached
from zhiyin.followups.queries.why import GateWords, Why, why, why_not
from zhiyin.followups.queries.words import channel_name, journey_name, stops, verdict_name
from zhiyin.followups.queries.writing.trials import TrialLine, trials
from zhiyin.followups.queries.writing.written import (
    CHANNELS,
    Affected,
    JourneyDeedLine,
    JourneyLine,
    affected,
    fields_of,
    journey_facts,
    journey_history,
    journey_lines,
    journey_parts,
    journey_text,
    journeys_written,
    outcomes,
    read_journey,
    segment_fields,
    text_of_parts,
)

__all__ = [
    "CHANNELS",
    "Affected",
    "BudgetSettings",
    "Cap",
    "ContactLine",
    "DecisionLine",
    "FollowUpLine",
    "Funnel",
    "GateWords",
    "JourneyDeedLine",
    "JourneyLine",
    "Policy",
    "PolicyEntry",
    "Problem",
    "Reached",
    "Room",
    "TrialLine",
    "Why",
    "affected",
    "cap_name",
    "channel_name",
    "comparable",
    "contacts_of",
    "decisions",
    "decisions_of",
    "fields_of",
    "follow_up",
    "follow_ups_about",
    "follow_ups_of",
    "funnel",
    "journey_facts",
    "journey_history",
    "journey_lines",
    "journey_name",
    "journey_parts",
    "journey_schema",
    "journey_text",
    "journeys",
    "journeys_written",
    "outcomes",
    "policy",
    "policy_history",
    "reached",
    "read_journey",
    "rooms_of",
    "segment_fields",
    "settings_of",
    "stops",
    "text_of_parts",
    "trials",
    "verdict_name",
    "why",
    "why_not",
]
