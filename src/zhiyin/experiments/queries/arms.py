"""Which arm a person is in."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zhiyin.experiments.assignment import drawn
from zhiyin.experiments.models import Experiment


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmOf:
    """An arm: its part of people beside the others', and by how many minutes it waits longer than usual."""

    code: str
    weight: int
    wait_minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What has to be known of an experiment to draw people. The first of `arms` is the control; `chosen` is the arm decided upon."""

    id: UUID
    name: str
    state: str
    arms: tuple[ArmOf, ...]
    started_at: datetime | None
    chosen: str

    @property
    def is_running(self) -> bool:
        """Whether people are drawn."""
        return self.state == "running"

    def begun_by(self, at: datetime) -> bool:
        """Whether it had begun at that moment."""
        return self.started_at is not None and self.started_at <= at

    def arm_of(self, person_id: UUID) -> ArmOf:
        """The arm that holds for the person: drawn while it runs, the chosen one when it is decided, else the control."""
        if self.is_running:
            return self.arms[drawn(str(self.id), person_id, [arm.weight for arm in self.arms])]
        return next((arm for arm in self.arms if arm.code == self.chosen), self.arms[0])


def variant(name: str, person_id: UUID) -> str:
    """The arm that holds for the person under the experiment of that name; "" when there is none. Nothing is written down. One statement."""
    found = Experiment.objects.filter(name=name).first()
    return told(found).arm_of(person_id).code if found else ""


def trials(about: Collection[str]) -> Mapping[str, Trial]:
    """What holds about each of these things now: the experiment that runs, else the last one that was decided. One statement."""
    rows = Experiment.objects.filter(about__in=about, state__in=("running", "decided")).order_by("started_at", "id")
    found = sorted((told(row) for row in rows), key=lambda trial: trial.is_running)
    place = {row.id: row.about for row in rows}
    return {place[trial.id]: trial for trial in found}


def told(row: Experiment) -> Trial:
    """What the row says. No SQL."""
    return Trial(
        id=row.id,
        name=row.name,
        state=row.state,
        arms=tuple(ArmOf(code=arm["code"], weight=arm["weight"], wait_minutes=arm["wait_minutes"]) for arm in row.arms),
        started_at=row.started_at,
        chosen=row.chosen,
    )
