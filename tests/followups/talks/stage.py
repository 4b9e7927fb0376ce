"""People who may be called, and calls that they asked for."""

from datetime import datetime, timedelta
from uuid import UUID

from tests import make

from zhiyin.followups.services import calls as calling
from zhiyin.identity.models import Phone, User
from zhiyin.kit.ids import uuid7

AT = make.AT  # a Monday, 10:05 in New York
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NUMBER = "+16145550100"


def caller(*, zone: str = "America/New_York", confirmed: bool = True) -> UUID:
    """Somebody who lives in that zone; `confirmed`: we know a number of theirs."""
    who = make.person().id
    User.objects.filter(id=who).update(timezone=zone)
    if confirmed:
        Phone.objects.create(person_id=who, number=f"+1614{who.int % 10**7:07}", confirmed_at=AT)
    return who


def asked(person_id: UUID, *, at: datetime = AT, number: str = NUMBER, chosen_at: datetime | None = None) -> UUID:
    """The person has asked for a call."""
    return calling.ask(key=uuid7(at), person_id=person_id, topic="My card", number=number, chosen_at=chosen_at, at=at)
