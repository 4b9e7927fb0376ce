"""The room of a talk: what waits for a browser, and the ways between two browsers."""

import hmac
import re
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from zhiyin.followups.models import Signal
from zhiyin.kit.ids import derived

READ_MAX = 100
TURN_FOR = timedelta(hours=2)


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


def ice_servers(interview_id: UUID, reader_id: UUID, *, at: datetime) -> list[dict[str, str]]:
    """The servers that help two browsers find a way to each other, as browsers take them; none by default. No SQL.

    A TURN server that shares a secret with us is entered by a name and password for this one of this talk, good for two hours.
    """
    return [_server(text, interview_id, reader_id, at) for text in settings.CONFIG.ice_servers]


def elsewhere(interview_id: UUID) -> str:
    """The talk's room in another system (Jitsi), when the operator has one; empty: talks take place here. No SQL."""
    base = settings.CONFIG.meeting_url
    return f"{base.rstrip('/')}/zhiyin-{derived('room', interview_id).hex}" if base else ""


def _server(text: str, interview_id: UUID, reader_id: UUID, at: datetime) -> dict[str, str]:
    """`turn:name:password@host:3478` in its parts; `turn:host:3478` with a name and password made for the reader."""
    if found := re.fullmatch(r"(turns?):([^:@]+):([^@]+)@(.+)", text):
        return {"urls": f"{found[1]}:{found[4]}", "username": found[2], "credential": found[3]}
    if not text.startswith("turn"):
        return {"urls": text}
    name = f"{int((at + TURN_FOR).timestamp())}:{derived('turn', interview_id, reader_id).hex}"
    # As TURN servers have it (draft-uberti-behave-turn-rest; coturn's use-auth-secret): the name says until when, and its HMAC-SHA1 is the password.
    password = hmac.digest(settings.CONFIG.turn_secret.encode(), name.encode(), "sha1")
    return {"urls": text, "username": name, "credential": b64encode(password).decode()}
