"""An experiment's life: drafted, started, stopped, decided."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from zhiyin.experiments.metrics import METRICS
from zhiyin.experiments.models import Experiment, ExperimentDeed
from zhiyin.kit.errors import Refusal

ARMS_MAX = 5
WEEKS_MAX = 26
WINDOW_DAYS_MAX = 90
LOOKS_MAX = 12
WAIT_MINUTES_MAX = 7 * 24 * 60


class BadExperiment(Refusal):
    """The plan cannot be carried out. `why`: name, hypothesis, arms, metric, asset, time or effect."""

    code = "bad_experiment"


class NotNow(Refusal):
    """An experiment in this state cannot do that, or another one about the same thing is running. `why`: state or another."""

    code = "experiment_not_now"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """What chance can give a person. `weight`: its part of people, as a whole number beside the others'. `wait_minutes`: how much later."""

    code: str
    weight: int
    wait_minutes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What an experiment asks. `about`: where people are drawn ("followups.<journey>"); the first arm is the control; `least`: the smallest
    difference worth finding, in the metric's unit (a share of people from 0 to 1, times, minor units); `people`: how many are expected by its end.
    """

    name: str
    hypothesis: str
    about: str
    metric: str
    arms: tuple[Arm, ...]
    least: float
    people: int
    asset: str = ""
    window_days: int = 30
    method: str = "always"
    looks: int = 4
    weeks: int = 4


@transaction.atomic
def draft(asked: Draft, *, key: UUID, by: UUID | None, at: datetime) -> UUID:
    """The experiment is written down and can be started; its id. Raises `BadExperiment`. Repeats: the same key is the same experiment."""
    _check(asked)
    if Experiment.objects.filter(id=key).exists():
        return key
    if Experiment.objects.filter(name=asked.name).exists():
        raise BadExperiment(why="name")
    plain = {name: getattr(asked, name) for name in Draft.__slots__ if name != "arms"}
    arms = [{"code": arm.code, "weight": arm.weight, "wait_minutes": arm.wait_minutes} for arm in asked.arms]
    made = Experiment.objects.create(id=key, arms=arms, **plain)
    _note(made, "drafted", by=by, at=at)
    return made.id


@transaction.atomic
def start(experiment_id: UUID, *, by: UUID | None, at: datetime) -> None:
    """From the commit on people are drawn, and nothing of what it asks can be changed. Raises `NotNow`. Repeats: one that runs keeps running."""
    found = _locked(experiment_id)
    if found.state == "running":
        return
    if found.state != "draft":
        raise NotNow(why="state")
    # Whoever starts one about the same thing waits here for whoever starts another.
    rivals = Experiment.objects.select_for_update().filter(about=found.about).order_by("id")
    if any(each.state == "running" for each in rivals):
        raise NotNow(why="another")
    found.state, found.started_at = "running", at
    found.save(update_fields=["state", "started_at"])
    _note(found, "started", by=by, at=at)


@transaction.atomic
def stop(experiment_id: UUID, *, by: UUID | None, at: datetime) -> None:
    """Nobody is drawn any more; those who were still count once their days are over. Raises `NotNow`. Repeats: one that stopped stays so."""
    found = _locked(experiment_id)
    if found.state == "stopped":
        return
    if found.state != "running":
        raise NotNow(why="state")
    found.state, found.stopped_at = "stopped", at
    found.save(update_fields=["state", "stopped_at"])
    _note(found, "stopped", by=by, at=at)


@transaction.atomic
def decide(experiment_id: UUID, arm: str, *, sentence: str, by: UUID | None, at: datetime) -> None:
    """It is said what was learned and which arm holds for everybody from now on.

    Raises `NotNow`, `BadExperiment`. Repeats: the first decision stays.
    """
    found = _locked(experiment_id)
    if found.state == "decided":
        return
    if found.state != "stopped":
        raise NotNow(why="state")
    if arm not in {each["code"] for each in found.arms}:
        raise BadExperiment(why="arms")
    if not sentence.strip():
        raise BadExperiment(why="hypothesis")
    found.state, found.chosen = "decided", arm
    found.save(update_fields=["state", "chosen"])
    _note(found, "decided", by=by, at=at, words=sentence.strip())


def _check(asked: Draft) -> None:
    codes = [arm.code for arm in asked.arms]
    metric = METRICS.get(asked.metric)
    wrong = {
        "name": not 0 < len(asked.name.strip()) <= 60,
        "hypothesis": not 0 < len(asked.hypothesis.strip()) <= 300,
        "arms": not 2 <= len(codes) <= ARMS_MAX or len(set(codes)) < len(codes) or not all(map(_is_arm, asked.arms)),
        "metric": metric is None or asked.method not in ("always", "planned"),
        "asset": metric is not None and metric.is_money is not bool(asked.asset),
        "time": not _in_time(asked),
        "effect": not asked.least > 0 or asked.people < 1 or (metric is not None and metric.is_share and asked.least >= 1),
    }
    if why := next((name for name, is_wrong in wrong.items() if is_wrong), ""):
        raise BadExperiment(why=why)


def _is_arm(arm: Arm) -> bool:
    return 0 < len(arm.code) <= 20 and 0 < arm.weight <= 1_000 and 0 <= arm.wait_minutes <= WAIT_MINUTES_MAX


def _in_time(asked: Draft) -> bool:
    return 1 <= asked.weeks <= WEEKS_MAX and 1 <= asked.window_days <= WINDOW_DAYS_MAX and 1 <= asked.looks <= LOOKS_MAX


def _locked(experiment_id: UUID) -> Experiment:
    found = Experiment.objects.select_for_update().filter(id=experiment_id).first()
    if found is None:
        raise NotNow(why="state")
    return found


def _note(found: Experiment, what: str, *, by: UUID | None, at: datetime, words: str = "") -> None:
    ExperimentDeed.objects.create(experiment=found, what=what, by=by, at=at, words=words)
