"""The room of a talk: what waits for a browser, and the ways between two browsers."""

import re
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from zhiyin.followups.models import Signal
from zhiyin.kit.ids import derived

READ_MAX = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalLine:
    """A word of the other browser. `to`: the session it is meant for; empty: any."""

    id: int
    kind: str
    session: str
    to: str
    body: str


def signals(interview_id: UUID, reader_id: UUID, *, after: int) -> tuple[SignalLine, ...]:
    """What the other one's browser left since then, the oldest first. One statement."""
    rows = Signal.objects.filter(interview_id=interview_id, id__gt=after).exclude(sender_id=reader_id).order_by("id")[:READ_MAX]
    return tuple(SignalLine(id=row.id, kind=row.kind, session=row.session, to=row.to, body=row.body) for row in rows)


def ice_servers() -> list[dict[str, str]]:
    """The servers that help two browsers find a way to each other, as browsers take them; none by default. No SQL."""
    return [_server(text) for text in settings.CONFIG.ice_servers]


def elsewhere(interview_id: UUID) -> str:
    """The talk's room in another system (Jitsi), when the operator has one; empty: talks take place here. No SQL."""
    base = settings.CONFIG.meeting_url
    return f"{base.rstrip('/')}/zhiyin-{derived('room', interview_id).hex}" if base else ""


def _server(text: str) -> dict[str, str]:
    """`turn:name:password@host:3478` in its parts."""
    found = re.fullmatch(r"(turns?):([^:@]+):([^@]+)@(.+)", text)
    return {"urls": f"{found[1]}:{found[4]}", "username": found[2], "credential": found[3]} if found else {"urls": text}
