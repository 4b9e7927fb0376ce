"""What time makes due."""

from datetime import datetime

from zhiyin.ledger import services
from zhiyin.outbox.listening import every


@every(seconds=30)
def free_expired_holds(at: datetime) -> None:
    """Money behind expired holds is available again within half a minute; the holds could not be captured since they expired."""
    services.expire_holds(at)
