"""What signing in tells: an address that was confirmed works, whatever came back from it before."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed

from zhiyin.channels.queries.reach import address_hash
from zhiyin.channels.services.suppressing import lift_bounce


def hear_confirmed(now: Callable[[], datetime]) -> None:
    """From now on letters go again to an address whose owner sent back the code that went there. `now`: the clock. Repeats: the same."""

    def confirmed(email_address: EmailAddress, **_facts: Any) -> None:
        lift_bounce("email", address_hash("email", email_address.email), why="confirmed", at=now())

    email_confirmed.connect(confirmed, weak=False, dispatch_uid="zhiyin.channels")
