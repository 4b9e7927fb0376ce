"""Trying a journey before it is launched."""

from zhiyin.followups.services.trials.asking import ask_trial, is_trial_waiting, run_trial
from zhiyin.followups.services.trials.replaying import dry_run, replay

__all__ = ["ask_trial", "dry_run", "is_trial_waiting", "replay", "run_trial"]
