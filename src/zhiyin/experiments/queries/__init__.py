"""Who is held out, who is in which arm, what an experiment tells, and what one could find."""

from zhiyin.experiments.metrics import METRICS, Metric
from zhiyin.experiments.queries.arms import ArmOf, variant
from zhiyin.experiments.queries.holdouts import Assignment, HoldoutChange, assigned, assignment, history, percent
from zhiyin.experiments.queries.measuring import Drawn, Measure, assets, measure
from zhiyin.experiments.queries.outlook import Effect, Outlook, Wish, effect, outlook, share
from zhiyin.experiments.queries.reading import Comparison, Deed, ExperimentDetail, Reading, Seen, deeds, experiment, experiments, reading

__all__ = [
    "METRICS",
    "ArmOf",
    "Assignment",
    "Comparison",
    "Deed",
    "Drawn",
    "Effect",
    "ExperimentDetail",
    "HoldoutChange",
    "Measure",
    "Metric",
    "Outlook",
    "Reading",
    "Seen",
    "Wish",
    "assets",
    "assigned",
    "assignment",
    "deeds",
    "effect",
    "experiment",
    "experiments",
    "history",
    "measure",
    "outlook",
    "percent",
    "reading",
    "share",
    "variant",
]
