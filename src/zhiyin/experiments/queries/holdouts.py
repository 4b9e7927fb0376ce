"""Who is held out, and since when how many."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zhiyin.experiments.assignment import bucket
from zhiyin.experiments.models import HoldoutSetting

DEFAULT_PERCENT = {"followups": 5}


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """A person's bucket (0–99) under a name; the lowest `percent` buckets are held out."""

    bucket: int
    held_out: bool
    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldoutChange:
    """A setting of a holdout: `percent` from `at` on, by that member of staff (None: the product itself)."""

    percent: int
    by: UUID | None
    at: datetime


def percent(name: str) -> int:
    """How many of a hundred people are held out under this name now; without a setting 5 for "followups" and 0 otherwise."""
    found = HoldoutSetting.objects.filter(name=name).order_by("-id").values_list("percent", flat=True).first()
    return DEFAULT_PERCENT.get(name, 0) if found is None else found


def assignment(name: str, person_id: UUID) -> Assignment:
    """Where the person stands under this name. One statement."""
    return assigned(name, person_id, percent=percent(name))


def assigned(name: str, person_id: UUID, *, percent: int) -> Assignment:
    """Where the person stands when `percent` are held out. No SQL: for many people, ask `percent` once."""
    mine = bucket(name, person_id)
    return Assignment(bucket=mine, held_out=mine < percent, percent=percent)


def history(name: str) -> tuple[HoldoutChange, ...]:
    """Every setting of this holdout, newest first."""
    return tuple(HoldoutChange(percent=row.percent, by=row.by, at=row.at) for row in HoldoutSetting.objects.filter(name=name).order_by("-id"))
