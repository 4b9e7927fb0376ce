"""What drawn people did in the days after, summed by arm and day. People count when their days are over: so everybody counts alike, once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from zhiyin.experiments.metrics import BEFORE, METRICS, Metric
from zhiyin.learning.trials.moments import Moments

EXPOSED = "select person_id, arm, at from experiments_exposure where experiment_id = %(experiment)s and at <= %(until)s"
GIVEN = "select * from unnest(%(people)s::uuid[], %(arms)s::text[], %(moments)s::timestamptz[]) as given (person_id, arm, at) where at <= %(until)s"
FIGURES = {"any": "least(count(*), 1)", "count": "count(*)", "amount": "coalesce(sum(o.amount_minor), 0)"}
MEASURED = """
with drawn as ({drawn}), measured as (
  select d.arm, ((d.at + %(window)s) at time zone 'UTC')::date as day,
         (select {figure} from experiments_outcome o where o.person_id = d.person_id and o.at > d.at and o.at <= d.at + %(window)s
             and o.kind = any(%(kinds)s) and (%(asset)s = '' or o.asset = %(asset)s))::float8 as y,
         (select {figure} from experiments_outcome o where o.person_id = d.person_id and o.at <= d.at and o.at > d.at - %(before)s
             and o.kind = any(%(kinds)s) and (%(asset)s = '' or o.asset = %(asset)s))::float8 as x
    from drawn d)
select arm, day, count(*), sum(y), sum(y * y), sum(x), sum(x * x), sum(x * y) from measured group by arm, day order by day, arm
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A person, the arm they are in, and since when."""

    person_id: UUID
    arm: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A figure of people: which, over how many days, in which asset when it is money."""

    metric: Metric
    window_days: int
    asset: str = ""


Days = Mapping[date, Mapping[str, Moments]]


def of_experiment(experiment_id: UUID, measure: Measure, *, at: datetime) -> Days:
    """The sums of each arm on each day on which people's days were over, up to `at`. One statement."""
    return _measured(EXPOSED, {"experiment": experiment_id}, measure, at=at)


def of_people(drawn: Sequence[Drawn], measure: Measure, *, at: datetime) -> Mapping[str, Moments]:
    """The sums of each arm over these people, those whose days were over by `at`. One statement."""
    given = {"people": [each.person_id for each in drawn], "arms": [each.arm for each in drawn], "moments": [each.at for each in drawn]}
    sums: dict[str, Moments] = {}
    for arms in _measured(GIVEN, given, measure, at=at).values():
        for arm, found in arms.items():
            sums[arm] = sums.get(arm, Moments()) + found
    return sums


def assets() -> tuple[str, ...]:
    """The assets in which people have paid, as far as is known, the busiest first. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("select asset from experiments_outcome where kind = 'paid' group by asset order by count(*) desc, asset")
        return tuple(row[0] for row in cursor.fetchall())


def measure(metric: str, *, window_days: int, asset: str = "") -> Measure:
    """The figure of that code. Raises `KeyError` for one that there is not. No SQL."""
    return Measure(metric=METRICS[metric], window_days=window_days, asset=asset)


def _measured(drawn: str, given: Mapping[str, Any], asked: Measure, *, at: datetime) -> Days:
    window = timedelta(days=asked.window_days)
    facts: dict[str, Any] = {"window": window, "before": BEFORE, "kinds": list(asked.metric.kinds), "asset": asked.asset, "until": at - window}
    days: dict[date, dict[str, Moments]] = {}
    with connection.cursor() as cursor:
        cursor.execute(MEASURED.format(drawn=drawn, figure=FIGURES[asked.metric.way]), {**given, **facts})
        for arm, day, n, y, yy, x, xx, xy in cursor.fetchall():
            days.setdefault(day, {})[arm] = Moments(n=n, y=y, yy=yy, x=x, xx=xx, xy=xy)
    return days
