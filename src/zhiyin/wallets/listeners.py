"""What wallets hear."""

from collections.abc import Sequence

from zhiyin.events.people import PersonJoined
from zhiyin.outbox.listening import listens_to
from zhiyin.wallets import services


@listens_to(PersonJoined)
def open_for_newcomers(joined: Sequence[PersonJoined]) -> None:
    """Who has joined has a wallet."""
    services.open_wallets([fact.person_id for fact in joined], at=joined[-1].at)
