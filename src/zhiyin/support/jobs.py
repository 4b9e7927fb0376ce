"""What time makes due."""

from datetime import datetime

from zhiyin.outbox.listening import every
from zhiyin.support import services


@every(seconds=15)
def watch_promises(at: datetime) -> None:
    """Staff can hear of a case before it is late, and at once when it is."""
    services.watch_promises(at)


@every(seconds=60)
def close_silent_cases(at: datetime) -> None:
    """Answered cases do not stay open for ever when nobody says more."""
    services.close_silent(at)
