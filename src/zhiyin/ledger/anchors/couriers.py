"""Whoever asks the calendars: threads beside the worker, so that a slow calendar keeps nobody waiting."""

from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings

from zhiyin.ledger.anchors import calendars, services
from zhiyin.ledger.anchors.services import Errand, Told

CALLS_AT_ONCE = 4


@dataclass(slots=True)
class Couriers:
    """The calls that are being made. The threads touch no database: what a calendar told is noted by whoever asks next."""

    _pool: ThreadPoolExecutor | None = None
    _out: dict[Future[Told], Errand] = field(default_factory=dict)

    def round(self, at: datetime) -> int:
        """Begins the day's anchor, notes what was told, and asks what is due; how many calls are under way then. Nothing where it is switched off."""
        for future in [each for each in self._out if each.done()]:
            services.note(self._out.pop(future), future.result(), at=at)
        addresses, free = settings.CONFIG.calendars, CALLS_AT_ONCE - len(self._out)
        if not addresses or not free:
            return len(self._out)
        services.begin(at=at, calendars=addresses)
        # Made by the worker that uses it, never before it forked.
        self._pool = self._pool or ThreadPoolExecutor(CALLS_AT_ONCE, thread_name_prefix="calendar")
        for errand in services.claim(at=at, calendars=addresses, limit=free):
            self._out[self._pool.submit(services.ask, errand, calendars.at(errand.calendar))] = errand
        return len(self._out)

    def until_back(self) -> None:
        """Waits for the calls that are under way."""
        wait(self._out)


COURIERS = Couriers()
