"""What time makes due: a courier for each channel, in a thread of its own, so that a server that stalls holds up neither other channels nor
what else the worker does.
"""

import threading
import time
from datetime import datetime, timedelta

import structlog
from django.conf import settings
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


@every(seconds=5)
def tell_staff(at: datetime) -> None:
    """What staff must know is told by a thread of its own, until nothing is due."""
    teller = _UNDER_WAY.get("alerts")
    if settings.CONFIG.alerts and (teller is None or not teller.is_alive()):
        _UNDER_WAY["alerts"] = threading.Thread(target=_tell_all, args=(at,), name="alerts", daemon=True)
        _UNDER_WAY["alerts"].start()


def _tell_all(at: datetime) -> None:
    begun = time.monotonic()
    try:
        while services.tell_staff(at=at + timedelta(seconds=time.monotonic() - begun)):
            pass
    except Exception:
        log.exception("alerts_stumbled")  # the next round takes up what this one had in hand
    finally:
        connection.close()


@every(seconds=30)
def watch_providers(at: datetime) -> None:
    """Staff hear of a provider that takes nothing any more."""
    services.watch_providers(at=at)


@every(seconds=5.0)
def listen_to_the_centre(_at: datetime) -> None:
    """What people write back, and receipts, are taken by this process, over a line that stays open."""
    services.listen(now=clock.now)
