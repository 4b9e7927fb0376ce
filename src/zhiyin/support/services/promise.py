"""Until when we promise an answer."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

WORKING_HOURS = timedelta(hours=4)
OPENS, CLOSES = time(9), time(18)
SATURDAY = 5


def due(at: datetime, *, zone: str) -> datetime:
    """Four working hours after `at`. We work Monday to Friday, 09:00 to 18:00 in that zone. Repeats: the same."""
    place = ZoneInfo(zone)
    left, moment = WORKING_HOURS, at.astimezone(place)
    while True:
        opens, closes = (datetime.combine(moment.date(), hour, tzinfo=place) for hour in (OPENS, CLOSES))
        start = max(moment, opens)
        # Two moments of one day in one zone: their wall-clock distance is the working time, also on the day the clocks change at night.
        if moment.weekday() < SATURDAY and start < closes:
            if closes - start >= left:
                return (start + left).astimezone(at.tzinfo)
            left -= closes - start
        moment = datetime.combine(moment.date() + timedelta(days=1), time(0), tzinfo=place)
