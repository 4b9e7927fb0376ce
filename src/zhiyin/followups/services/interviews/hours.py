"""Agents say when they have time for talks."""

from datetime import date, time
from uuid import UUID

from django.db import transaction

from zhiyin.followups.models import Hours, OtherDay
from zhiyin.followups.services.calls.planning import take_turns
from zhiyin.kit.errors import Refusal


class BadHours(Refusal):
    """The hours end before they begin, or stand on no day of the week, or overlap others of the agent."""

    code = "bad_hours"


@transaction.atomic
def add_hours(agent_id: UUID, *, weekday: int, starts: time, ends: time) -> None:
    """The agent has time every week on that weekday (0: Monday), on their own clock. Raises `BadHours`. Repeats: nothing changes."""
    take_turns("hours of", agent_id)
    same_day = Hours.objects.filter(agent_id=agent_id, weekday=weekday)
    if same_day.filter(starts=starts, ends=ends).exists():
        return
    if not 0 <= weekday <= 6 or starts >= ends or same_day.filter(starts__lt=ends, ends__gt=starts).exists():
        raise BadHours
    Hours.objects.create(agent_id=agent_id, weekday=weekday, starts=starts, ends=ends)


def remove_hours(hours_id: int, agent_id: UUID) -> None:
    """The agent has no time then any more; what is booked stays booked. Repeats: nothing changes."""
    Hours.objects.filter(id=hours_id, agent_id=agent_id).delete()


def set_day(agent_id: UUID, day: date, *, starts: time | None, ends: time | None) -> None:
    """On that day the agent has these hours instead of those of every week; without times, none. Raises `BadHours`. Repeats: the same."""
    if (starts is None) != (ends is None) or (starts and ends and starts >= ends):
        raise BadHours
    OtherDay.objects.update_or_create(agent_id=agent_id, day=day, defaults={"starts": starts, "ends": ends})


def clear_day(agent_id: UUID, day: date) -> None:
    """That day is like every week again. Repeats: nothing changes."""
    OtherDay.objects.filter(agent_id=agent_id, day=day).delete()
