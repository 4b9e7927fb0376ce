"""How passwords are kept, and which are too easy to guess."""

import threading
from itertools import pairwise
from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

DIFFERENT_SIGNS_MIN = 5
HASHES_AT_ONCE_MAX = 4


class Argon2(Argon2PasswordHasher):
    """Argon2id with OWASP's profile: 19 MiB and two passes.

    Django's own profile takes 100 MiB for each sign-in, which a few dozen people at once turn into an outage; so the hashes at work
    at one moment are counted, too.
    """

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1
    _slots = threading.BoundedSemaphore(HASHES_AT_ONCE_MAX)

    def encode(self, password: str, salt: str) -> str:
        """The text to keep."""
        with self._slots:
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        """Whether it is that password."""
        with self._slots:
            return super().verify(password, encoded)


class NotARun:
    """Refuses "aaaaaaaaaaaa", "121212121212" and "abcdefghijkl", which no list of common passwords holds at every length."""

    def validate(self, password: str, user: Any = None) -> None:  # noqa: ARG002  Django hands it over
        """Raises `ValidationError`."""
        steps = {ord(after) - ord(before) for before, after in pairwise(password)}
        if len(set(password)) < DIFFERENT_SIGNS_MIN or steps in ({1}, {-1}):
            raise ValidationError(self.get_help_text(), code="password_is_a_run")

    def get_help_text(self) -> str:
        """What to do instead."""
        return _("That is a run of signs. Choose a few words that only you would put together.")
