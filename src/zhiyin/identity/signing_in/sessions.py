"""Who sends a request, found on every request: the same two rows that Django and allauth read, in one statement and without the ORM.

Both are read each time, so a session that is ended, or a sign-in that is closed, is over with the next click.
"""

from contextvars import ContextVar
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.db import connection
from django.utils import timezone

from zhiyin.identity.models import User
from zhiyin.kit.statements import Prepared

# A field that is left out here is read when it is asked for.
USER_FIELDS = ("password", "last_login", "id", "handle", "name", "email", "language", "timezone", "roles", "is_active", "joined_at")
USER_SQL = f"select {', '.join(USER_FIELDS)} from identity_user where id = %s"  # noqa: S608  our own words
# allauth notes whose a session is; the session itself says so too, signed, and that is what counts.
SESSION_SQL = Prepared(f"""
select s.session_data, {", ".join(f"u.{field}" for field in USER_FIELDS)} from django_session s
  left join usersessions_usersession k on k.session_key = s.session_key left join identity_user u on u.id = k.user_id
 where s.session_key = %s and s.expire_date > %s
""")  # noqa: S608  as above
# The user that came with the session which this request has just loaded.
_beside: ContextVar[User | None] = ContextVar("beside", default=None)


class SessionStore(db.SessionStore):
    """Django's sessions in the database."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        _beside.set(None)  # another request has begun

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing when it is unknown, ended or too old. One statement."""
        row = _row(SESSION_SQL, self.session_key, timezone.now()) if (self.session_key or "").isalnum() else None
        _beside.set(_user(row[1:]) if row and row[1] is not None else None)
        if row is None:
            self._session_key = None
            return {}
        return self.decode(row[0])


class Backend(AuthenticationBackend):
    """allauth's ways to sign in."""

    def get_user(self, user_id: object) -> User | None:
        """The signed-in user; None when they are gone or may no longer sign in. One statement, unless they came with the session."""
        user = _beside.get()
        _beside.set(None)
        if user is None or user.pk != user_id:
            row = _row(USER_SQL, user_id)
            user = _user(row) if row else None
        return user if user and self.user_can_authenticate(user) else None


def _user(row: tuple[Any, ...]) -> User:
    return User.from_db("default", USER_FIELDS, row)


def _row(sql: str, *parameters: Any) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        row: tuple[Any, ...] | None = cursor.fetchone()
        return row
