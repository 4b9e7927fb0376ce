"""What time makes due."""

from datetime import datetime

from zhiyin.ledger import services
from zhiyin.ledger.anchors.couriers import COURIERS
from zhiyin.ledger.seals import services as seals
from zhiyin.outbox.listening import every


@every(seconds=30)
def free_expired_holds(at: datetime) -> None:
    """Money behind expired holds is available again within half a minute; the holds could not be captured since they expired."""
    services.expire_holds(at)


@every(seconds=1)
def seal_the_journal(at: datetime) -> None:
    """What was posted has its seal about a second later."""
    seals.seal(at)


@every(seconds=10)
def anchor_the_newest_head(at: datetime) -> None:
    """Once a day a head is on its way into Bitcoin, where the operator named calendars; nobody waits for them."""
    COURIERS.round(at)
