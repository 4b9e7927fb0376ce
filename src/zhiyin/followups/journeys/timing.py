"""When a step is due. Pure: the moment is passed in."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from zhiyin.followups.journeys.steps import Schedule, Step

SLACK = timedelta(seconds=1)


def begins(step: Step, at: datetime, *, ends_at: datetime | None) -> datetime:
    """When a step begins that somebody comes to at that moment: at once, or so long before the end of what it is about."""
    return at if ends_at is None or not step.before_end else max(at, ends_at - step.before_end)


def due(step: Step, at: datetime, *, zone: str) -> datetime:
    """When a step that begins at that moment is due: after its wait, and then at its time of day where the person is."""
    after = at + step.wait
    return after if step.until_local is None else next_clock(after, step.until_local, zone=zone)


def next_clock(after: datetime, clock: time, *, zone: str) -> datetime:
    """The first moment from `after` on at which it is that time there. In the hour that clocks skip it is the moment after it."""
    place = ZoneInfo(zone)
    today = after.astimezone(place).date()
    moments = (datetime.combine(today + timedelta(days=days), clock, tzinfo=place).astimezone(UTC) for days in (0, 1))
    return next((moment for moment in moments if moment >= after), after)


def look(step: Step, at: datetime) -> datetime:
    """When it is seen how a step went that begins at that moment, unless a fact says so before. A contact has then been made, or has expired."""
    return at + step.deadline + (timedelta(0) if step.wait_for else SLACK)


def latest(schedule: Schedule, now: datetime, *, zone: str) -> datetime | None:
    """The last moment up to now that the schedule names there; None when that was more than a day ago."""
    place = ZoneInfo(zone)
    today = now.astimezone(place).date()
    for day in (today, today - timedelta(days=1)):
        named = {"day": True, "week": day.isoweekday() == schedule.day, "month": day.day == schedule.day}[schedule.every]
        moment = datetime.combine(day, schedule.at, tzinfo=place).astimezone(UTC)
        if named and moment <= now < moment + timedelta(days=1):
            return moment
    return None
