"""What this room does: holds people out, draws them into arms, hears what they did, and keeps an experiment's life."""

from zhiyin.experiments.services.drawing import expose
from zhiyin.experiments.services.holdouts import BadHoldout, set_holdout
from zhiyin.experiments.services.outcomes import forget_outcomes, note_outcomes
from zhiyin.experiments.services.trying import Arm, BadExperiment, Draft, NotNow, decide, draft, start, stop

__all__ = [
    "Arm",
    "BadExperiment",
    "BadHoldout",
    "Draft",
    "NotNow",
    "decide",
    "draft",
    "expose",
    "forget_outcomes",
    "note_outcomes",
    "set_holdout",
    "start",
    "stop",
]
