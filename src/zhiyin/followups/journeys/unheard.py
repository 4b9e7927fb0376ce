"""Facts that are told but not heard yet. What ends a journey counts from its own commit on, not from the moment at which the worker comes to it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from zhiyin.events import Event
from zhiyin.followups.journeys.facts import FACTS
from zhiyin.followups.journeys.kept import of
from zhiyin.followups.models import FollowUp
from zhiyin.outbox import queries as outbox

LISTENER = "followups.follow_journeys"


def ended_by(rows: Sequence[FollowUp]) -> dict[int, str]:
    """Those of the follow-ups whose journey such a fact ends, by their ids, with the fact's name. One statement, none for those that no fact ends.

    Repeats: as it is then.
    """
    ending = [(row, tuple(event.__name__ for event in of(row).cancelled_by)) for row in rows]
    ending = [(row, names) for row, names in ending if names]
    if not ending:
        return {}
    told: dict[str, list[Event]] = defaultdict(list)
    for event in outbox.unheard(LISTENER, {name for _, names in ending for name in names}, people={row.person_id for row, _ in ending}):
        told[type(event).__name__].append(event)
    found = ((row, next((name for name in names if _ends(name, told[name], row)), "")) for row, names in ending) if told else ()
    return {row.id: name for row, name in found if name}


def _ends(name: str, events: Iterable[Event], row: FollowUp) -> bool:
    fact = FACTS[name]
    mine = (event for event in events if (fact.thing(event) == row.about_id if fact.ends == "thing" else row.person_id in fact.people(event)))
    return any(event.at >= row.triggered_at for event in mine)
