"""A stretch of time in a replay: moment by moment, in the order in which the live worker goes about it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from zhiyin.events import Event
from zhiyin.followups.replaying.deciding import decide_due
from zhiyin.followups.replaying.hearing import begin, hear, look
from zhiyin.followups.replaying.world import World
from zhiyin.followups.services.planning import Plan


@dataclass(slots=True)
class Told:
    """Facts in their order, of which the next one can be looked at."""

    events: Iterator[Event]
    ahead: Event | None = None
    heard: int = 0

    def __post_init__(self) -> None:
        self.ahead = next(self.events, None)

    def up_to(self, moment: datetime) -> list[Event]:
        """What happened by then and was not handed out before."""
        found = []
        while self.ahead is not None and self.ahead.at <= moment:
            found.append(self.ahead)
            self.ahead = next(self.events, None)
        self.heard += len(found)
        return found


def live(world: World, told: Told, calendar: Sequence[tuple[datetime, list[Plan]]], *, until: datetime, moments: Iterable[datetime] | None) -> None:
    """Facts are heard, what is due is decided, steps that are over are looked at, and the calendar begins its journeys, until then.

    `moments` are those at which the worker looks; None: whenever there is something to do.
    """
    left = list(calendar)
    for moment in _whenever(world, told, left, until) if moments is None else moments:
        hear(world, told.up_to(moment))
        decide_due(world, moment)
        look(world, moment)
        while left and left[0][0] <= moment:
            begin(world, left.pop(0)[1])


def _whenever(world: World, told: Told, left: list[tuple[datetime, list[Plan]]], until: datetime) -> Iterator[datetime]:
    while True:
        known = (world.next_moment(), told.ahead.at if told.ahead else None, left[0][0] if left else None)
        moment = min((each for each in known if each is not None), default=None)
        if moment is None or moment > until:
            return
        yield moment
