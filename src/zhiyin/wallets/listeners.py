"""What wallets hear."""

from collections.abc import Sequence

from zhiyin.events import Event
from zhiyin.events.people import PersonJoined
from zhiyin.outbox.listening import listens_to
from zhiyin.wallets import services


@listens_to(PersonJoined)
def open_for_newcomers(events: Sequence[Event]) -> None:
    """Who has joined has a wallet."""
    joined = [fact for fact in events if isinstance(fact, PersonJoined)]
    if joined:
        services.open_wallets([fact.person_id for fact in joined], at=joined[-1].at)
