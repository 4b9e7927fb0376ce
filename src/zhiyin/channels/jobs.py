"""What time makes due: a courier for each channel, in a thread of its own, so that a server that stalls holds up neither other channels nor
what else the worker does.
"""

import threading
import time
from datetime import datetime, timedelta

import structlog
from django.db import connection

from zhiyin.channels import services
from zhiyin.channels.models import INAPP
from zhiyin.channels.queries import available
from zhiyin.kit import clock
from zhiyin.outbox.listening import every

BATCH = 20
log = structlog.get_logger("zhiyin.courier")
_UNDER_WAY: dict[str, threading.Thread] = {}


@every(seconds=0.5)
def send_couriers(at: datetime) -> None:
    """Every channel that leads somewhere has a courier under way, until nothing waits there."""
    for channel in available() - {INAPP}:
        courier = _UNDER_WAY.get(channel)
        if (courier is None or not courier.is_alive()) and services.waits(channel, at=at):
            _UNDER_WAY[channel] = threading.Thread(target=_carry_all, args=(channel, at), name=f"courier-{channel}", daemon=True)
            _UNDER_WAY[channel].start()


def _carry_all(channel: str, at: datetime) -> None:
    begun = time.monotonic()
    try:
        while services.carry(channel, limit=BATCH, at=at + timedelta(seconds=time.monotonic() - begun)) == BATCH:
            pass
    except Exception:
        log.exception("courier_stumbled", channel=channel)  # the next one takes up what this one had in hand
    finally:
        connection.close()


@every(seconds=5.0)
def listen_to_the_centre(_at: datetime) -> None:
    """What people write back, and receipts, are taken by this process, over a line that stays open."""
    services.listen(now=clock.now)
