"""The browsers a person is signed in with."""

from uuid import UUID

from allauth.usersessions.models import UserSession


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
