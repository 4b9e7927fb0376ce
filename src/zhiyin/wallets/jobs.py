"""What time makes due."""

from datetime import datetime

from zhiyin.outbox.listening import every
from zhiyin.wallets import services


@every(seconds=60)
def take_rates(at: datetime) -> None:
    """What the operator's sources say is what exchanges go by within a minute."""
    services.take_rates(at)
