"""What this room does: plans follow-ups, decides them when they are due, and stops them."""

from zhiyin.followups.services.cancelling import StopsNothing, call_off, note_answers, silence, stop
from zhiyin.followups.services.hearing import follow, look
from zhiyin.followups.services.planning import Plan, plan
from zhiyin.followups.services.policies import BadPolicy, set_policy
from zhiyin.followups.services.publishing import (
    DocumentRefused,
    JourneyChanged,
    NoSuchJourney,
    checked,
    discard,
    draft,
    pause,
    publish,
    resume,
    stop_journey,
)
from zhiyin.followups.services.running import run_due

__all__ = [
    "BadPolicy",
    "DocumentRefused",
    "JourneyChanged",
    "NoSuchJourney",
    "Plan",
    "StopsNothing",
    "call_off",
    "checked",
    "discard",
    "draft",
    "follow",
    "look",
    "note_answers",
    "pause",
    "plan",
    "publish",
    "resume",
    "run_due",
    "set_policy",
    "silence",
    "stop",
    "stop_journey",
]
