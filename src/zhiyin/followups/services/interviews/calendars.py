"""What the person's own calendar hears of a talk, by mail: its time, another time, and that it is off."""

from datetime import datetime

from zhiyin.channels import queries as reach
from zhiyin.channels import services as channels
from zhiyin.followups.models import Interview
from zhiyin.followups.queries import interviews
from zhiyin.identity import queries as identity
from zhiyin.kit.ids import derived

EMAIL = "email"


def mail(talk: Interview, news: str, *, at: datetime) -> None:
    """A mail with the talk's calendar file waits for the courier, when the person can be reached by mail; good until the talk begins, or a day.

    `news`: booked, moved or cancelled. Repeats: one mail for each sequence of the talk.
    """
    if EMAIL not in reach.reachable((talk.person_id,))[talk.person_id]:
        return
    person = identity.person(talk.person_id)
    if person is None:
        return
    told = interviews.read(talk)
    spoken = {"about_kind": "talk", "about_id": str(talk.id), "news": news, "zone": person.timezone, "starts_at": talk.starts_at.isoformat()}
    file = interviews.calendar_file(told, url=interviews.address(talk.id), language=person.language, zone=person.timezone)
    channels.send(
        key=derived("talk mail", talk.id, talk.sequence),
        person_id=talk.person_id,
        channel=EMAIL,
        template="talk_time",
        params={**spoken, "calendar": file.decode()},
        at=at,
    )
