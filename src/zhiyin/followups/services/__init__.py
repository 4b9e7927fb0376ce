"""What this room does: plans follow-ups, decides them when they are due, and stops them."""

from zhiyin.followups.replaying.results import Answers, Example, Replay
from zhiyin.followups.services.budgets import BadBudget, Wishes, set_budget
from zhiyin.followups.services.cancelling import StopsNothing, call_off, note_answers, silence, stop
from zhiyin.followups.services.failing import go_on
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
from zhiyin.followups.services.replies import take_reply
from zhiyin.followups.services.running import run_due
from zhiyin.followups.services.sweeping import begin_by_calendar, watch_segments
from zhiyin.followups.services.trials import ask_trial, dry_run, is_trial_waiting, replay, run_trial

__all__ = [
    "Answers",
    "BadBudget",
    "BadPolicy",
    "DocumentRefused",
    "Example",
    "JourneyChanged",
    "NoSuchJourney",
    "Plan",
    "Replay",
    "StopsNothing",
    "Wishes",
    "ask_trial",
    "begin_by_calendar",
    "call_off",
    "checked",
    "discard",
    "draft",
    "dry_run",
    "follow",
    "go_on",
    "is_trial_waiting",
    "look",
    "note_answers",
    "pause",
    "plan",
    "publish",
    "replay",
    "resume",
    "run_due",
    "run_trial",
    "set_budget",
    "set_policy",
    "silence",
    "stop",
    "stop_journey",
    "take_reply",
    "watch_segments",
]
