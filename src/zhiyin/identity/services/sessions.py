"""The browsers a person is signed in with."""

from datetime import datetime, timedelta
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.db import transaction

from zhiyin.events.people import SignedInAnew
from zhiyin.identity.models import User
from zhiyin.kit.ids import uuid7
from zhiyin.outbox import services as outbox

SETTLED = timedelta(days=1)


@transaction.atomic
def note_new_browser(person_id: UUID, *, at: datetime) -> None:
    """`SignedInAnew` is told of somebody who joined a day ago or more; whoever has just joined knows that it was they. Repeats: told again."""
    if User.objects.filter(id=person_id, joined_at__lte=at - SETTLED).exists():
        outbox.publish(SignedInAnew(id=uuid7(at), at=at, person_id=person_id))


def end_sessions(person_id: UUID) -> int:
    """Every browser of that person is signed out. Returns how many were signed in. Repeats: nothing."""
    sessions = list(UserSession.objects.filter(user_id=person_id))
    for session in sessions:
        session.end()
    return len(sessions)


def end_session(session_id: int, *, person_id: UUID) -> None:
    """That browser of the person is signed out. Repeats: nothing."""
    for session in UserSession.objects.filter(id=session_id, user_id=person_id):
        session.end()
