"""Who sends a request, found on every request: the same two rows that Django and allauth read, without what the ORM spends on asking for them.

Both are read each time, so a session that is ended, or a sign-in that is closed, is over with the next click.
"""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.db import connection
from django.utils import timezone

from zhiyin.identity.models import User

SESSION_SQL = "select session_data from django_session where session_key = %s and expire_date > %s"
# A field that is left out here is read when it is asked for.
USER_FIELDS = ("password", "last_login", "id", "handle", "name", "email", "language", "timezone", "roles", "is_active", "joined_at")
USER_SQL = f"select {', '.join(USER_FIELDS)} from identity_user where id = %s"  # noqa: S608  our own words


class SessionStore(db.SessionStore):
    """Django's sessions in the database."""

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing when it is unknown, ended or too old. One statement."""
        row = _row(SESSION_SQL, self.session_key, timezone.now()) if self.session_key else None
        if row is None:
            self._session_key = None
            return {}
        return self.decode(row[0])


class Backend(AuthenticationBackend):
    """allauth's ways to sign in."""

    def get_user(self, user_id: object) -> User | None:
        """The signed-in user; None when they are gone or may no longer sign in. One statement."""
        row = _row(USER_SQL, user_id)
        user = User.from_db("default", USER_FIELDS, row) if row else None
        return user if user and self.user_can_authenticate(user) else None


def _row(sql: str, *parameters: Any) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        row: tuple[Any, ...] | None = cursor.fetchone()
        return row
