"""People who may be called, and calls that they asked for."""

from datetime import datetime, time, timedelta
from uuid import UUID

from tests import make

from zhiyin.followups.queries import interviews
from zhiyin.followups.services import calls as calling
from zhiyin.followups.services import interviews as meeting
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


def agent(*, weekdays: tuple[int, ...] = (0, 1, 2, 3, 4), starts: time = time(9), ends: time = time(12)) -> UUID:
    """Somebody of support with these hours every week, in New York."""
    who = make.staff().id
    User.objects.filter(id=who).update(timezone="America/New_York")
    for weekday in weekdays:
        meeting.add_hours(who, weekday=weekday, starts=starts, ends=ends)
    return who


def invited(person_id: UUID | None = None, *, at: datetime = AT) -> tuple[UUID, UUID]:
    """Somebody who may choose a time, and their offer."""
    who = person_id or caller()
    return who, meeting.invite(who, key=uuid7(at), topic="Your last stars", at=at)


def booked(slot: int = 0, *, at: datetime = AT) -> interviews.Talk:
    """A talk at one of the free times."""
    who, offer = invited(at=at)
    key = meeting.book(offer, who, key=uuid7(at), starts_at=interviews.slots(at)[slot].starts_at, at=at)
    found = interviews.talk(key, who)
    assert found
    return found
