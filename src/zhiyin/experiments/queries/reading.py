"""Reading an experiment: what can be said now, and what could not yet be said on the days before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count

from zhiyin.experiments.metrics import METRICS, Metric
from zhiyin.experiments.models import Experiment, ExperimentDeed, Exposure
from zhiyin.experiments.queries import measuring
from zhiyin.experiments.queries.arms import ArmOf, told
from zhiyin.learning.trials.intervals import Interval, always, around, planned
from zhiyin.learning.trials.moments import Moments, adjusted
from zhiyin.learning.trials.ratio import Ratio, ratio

ALPHA = 0.05
PEOPLE_MIN = 50  # of each arm: with fewer the normal approximation is a guess


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What was done about an experiment: drafted | started | stopped | decided, by whom (None: the product itself), with which words."""

    what: str
    by: UUID | None
    at: datetime
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentDetail:
    """What an experiment asks, and where it stands. `least` in the metric's unit."""

    id: UUID
    name: str
    hypothesis: str
    about: str
    metric: Metric
    asset: str
    window_days: int
    arms: tuple[ArmOf, ...]
    method: str
    looks: int
    weeks: int
    least: float
    people: int
    state: str
    started_at: datetime | None
    stopped_at: datetime | None
    chosen: str

    @property
    def ends_at(self) -> datetime | None:
        """When everything that was planned will have been seen; None before it has begun."""
        return self.started_at + timedelta(weeks=self.weeks, days=self.window_days) if self.started_at else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What an arm's difference from the control looked like after a day: `interval` in the metric's unit."""

    day: date
    interval: Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """An arm beside the control. `days`: as it was seen day by day (at its planned looks only, where looks are planned); `now` is the last of them.

    `saved`: the part of the variance that the past of people explained (0–1). `mean` and `control` are the plain figures of people.
    """

    arm: str
    mean: float
    control: float
    saved: float
    days: tuple[Seen, ...]

    @property
    def now(self) -> Interval | None:
        """The newest reading; None while nothing can be read."""
        return self.days[-1].interval if self.days else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What an experiment tells. With an alarm of `sizes` there are no comparisons: something draws or counts wrongly, and every figure would mislead.

    `drawn`: people by arm; `over`: those of them whose days are over.
    """

    drawn: Mapping[str, int]
    over: Mapping[str, int]
    sizes: Ratio
    comparisons: tuple[Comparison, ...]


def experiments() -> tuple[ExperimentDetail, ...]:
    """Every experiment: those that run first, then the newest. One statement."""
    order = {"running": 0, "stopped": 1, "draft": 2, "decided": 3}
    return tuple(sorted((_detail(row) for row in Experiment.objects.order_by("-started_at", "name")), key=lambda each: order[each.state]))


def experiment(experiment_id: UUID) -> ExperimentDetail | None:
    """That experiment. One statement."""
    row = Experiment.objects.filter(id=experiment_id).first()
    return _detail(row) if row else None


def deeds(experiment_id: UUID) -> tuple[Deed, ...]:
    """What was done about it, the newest first. One statement."""
    rows = ExperimentDeed.objects.filter(experiment_id=experiment_id).order_by("-id")
    return tuple(Deed(what=row.what, by=row.by, at=row.at, words=row.words) for row in rows)


def reading(asked: ExperimentDetail, *, at: datetime) -> Reading:
    """What the experiment tells at that moment. Two statements."""
    rows = Exposure.objects.filter(experiment_id=asked.id, at__lte=at).values_list("arm").annotate(people=Count("id"))
    drawn = {arm.code: 0 for arm in asked.arms} | dict(rows)
    sizes = ratio([drawn[arm.code] for arm in asked.arms], [arm.weight for arm in asked.arms])
    days = measuring.of_experiment(asked.id, measuring.Measure(metric=asked.metric, window_days=asked.window_days, asset=asked.asset), at=at)
    over = {arm.code: sum(arms[arm.code].n for arms in days.values() if arm.code in arms) for arm in asked.arms}
    comparisons = () if sizes.alarm else tuple(_compared(asked, arm.code, days) for arm in asked.arms[1:])
    return Reading(drawn=drawn, over=over, sizes=sizes, comparisons=comparisons)


def _compared(asked: ExperimentDetail, arm: str, days: measuring.Days) -> Comparison:
    group, control, saved = Moments(), Moments(), 0.0
    # Each arm is expected to bring its part; two arms of halves bring all people that are planned.
    two = sum(each.weight for each in asked.arms if each.code in (arm, asked.arms[0].code)) / sum(each.weight for each in asked.arms)
    seen, looks = [], _Looks(asked, people=max(1.0, asked.people * two))
    for day in sorted(days):
        group, control = group + days[day].get(arm, Moments()), control + days[day].get(asked.arms[0].code, Moments())
        found = adjusted(group, control) if min(group.n, control.n) >= PEOPLE_MIN else None
        critical = looks.critical(found.people, group.n + control.n) if found else None
        if found and critical:
            saved = found.saved
            seen.append(Seen(day=day, interval=around(found, critical)))
    return Comparison(arm=arm, mean=group.mean, control=control.mean, saved=saved, days=tuple(seen))


class _Looks:
    """When an experiment may be read, and how wide its intervals then are: each day, or once at each of its planned looks."""

    def __init__(self, asked: ExperimentDetail, *, people: float) -> None:
        alpha = ALPHA / (len(asked.arms) - 1)
        self.alpha, self.people, self.next = alpha, people, 0
        self.shares = tuple((number + 1) / asked.looks for number in range(asked.looks)) if asked.method == "planned" else ()
        self.bounds = planned(self.shares, alpha=alpha) if self.shares else ()

    def critical(self, effective: float, people: int) -> float | None:
        """How many standard errors to each side; None on a day that is no look."""
        if not self.shares:
            return always(effective, tuned_for=self.people, alpha=self.alpha)
        if self.next == len(self.shares) or people < self.shares[self.next] * self.people:
            return None
        while self.next < len(self.shares) and people >= self.shares[self.next] * self.people:
            self.next += 1
        return self.bounds[self.next - 1]


def _detail(row: Experiment) -> ExperimentDetail:
    trial = told(row)
    return ExperimentDetail(
        id=row.id,
        name=row.name,
        hypothesis=row.hypothesis,
        about=row.about,
        metric=METRICS[row.metric],
        asset=row.asset,
        window_days=row.window_days,
        arms=trial.arms,
        method=row.method,
        looks=row.looks,
        weeks=row.weeks,
        least=row.least,
        people=row.people,
        state=row.state,
        started_at=row.started_at,
        stopped_at=row.stopped_at,
        chosen=row.chosen,
    )
