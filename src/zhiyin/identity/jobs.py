"""What time makes due about sign-ins."""

from datetime import datetime

from zhiyin.identity import services
from zhiyin.identity.stepup import confirming
from zhiyin.outbox.listening import every


@every(seconds=3_600)
def forget_unfinished(at: datetime) -> int:
    """Sign-ups nobody finished are not kept."""
    return services.forget_unfinished(at)


@every(seconds=3_600)
def forget_unconfirmed(at: datetime) -> int:
    """Confirmations that were asked for and never given are not kept."""
    return confirming.forget_unconfirmed(at)


@every(seconds=3_600)
def forget_phone_searches(at: datetime) -> int:
    """Who looked for how many numbers is not kept."""
    return services.forget_phone_searches(at)
