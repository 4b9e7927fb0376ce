"""What time makes due."""

from datetime import datetime

from zhiyin.outbox.listening import every
from zhiyin.support import services


@every(seconds=60)
def close_silent_cases(at: datetime) -> None:
    """Answered cases do not stay open for ever when nobody says more."""
    services.close_silent(at)
