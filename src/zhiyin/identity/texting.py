"""Who takes short messages to telephones. There is no such company yet: a demo shows on the page what it would have sent, and sends nothing."""

from typing import Protocol

from django.conf import settings


class Texts(Protocol):
    """One company that takes short messages."""

    def send(self, number: str, text: str) -> None:
        """The text is on its way to that number (E.164). Not called inside a transaction."""
        ...


class DemoTexts:
    """Nothing is sent: the page says what would have been."""

    def send(self, number: str, text: str) -> None:
        """Nothing happens."""


def current() -> Texts | None:
    """Who takes them here; None: nobody, and no number can be confirmed."""
    return DemoTexts() if settings.CONFIG.is_demo else None
