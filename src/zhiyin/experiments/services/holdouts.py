"""Changing who is held out."""

from datetime import datetime
from uuid import UUID

from zhiyin.experiments.models import HoldoutSetting
from zhiyin.kit.errors import Refusal


class BadHoldout(Refusal):
    """The percentage is not a whole number from 0 to 50: more than half held out would make the product a placebo."""

    code = "bad_holdout"


PERCENT_MAX = 50


def set_holdout(name: str, percent: int, *, by: UUID | None, at: datetime) -> None:
    """From now on `percent` of people (0–50) are held out under this name; the earlier setting stays in the history.

    People are never drawn anew: growing a holdout keeps those who were in it. Raises `BadHoldout`. Repeats: the same percentage again adds no row.
    """
    if not 0 <= percent <= PERCENT_MAX:
        raise BadHoldout(percent=percent)
    latest = HoldoutSetting.objects.filter(name=name).order_by("-id").first()
    if latest is None or latest.percent != percent:
        HoldoutSetting.objects.create(name=name, percent=percent, by=by, at=at)
