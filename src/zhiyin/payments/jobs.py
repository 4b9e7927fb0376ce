"""What time makes due."""

from datetime import datetime

from zhiyin.outbox.listening import every
from zhiyin.payments.services import together


@every(seconds=20)
def give_back_red_packets(at: datetime) -> None:
    """What nobody took of a red packet is with its sender again within half a minute after its day."""
    together.return_expired_red_packets(at)


@every(seconds=60)
def give_back_what_nobody_claimed(at: datetime) -> None:
    """Money left behind a link is with its sender again within two minutes after its week."""
    together.return_expired_money(at)
