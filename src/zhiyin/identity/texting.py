"""Who takes short messages to telephones. The room that has the companies says who; where nobody does, a demo shows the text on its page."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.conf import settings


class NotTaken(Exception):
    """Nobody took the text, and nothing left. `wrong`: because there is no such number."""

    def __init__(self, *, wrong: bool) -> None:
        super().__init__("wrong number" if wrong else "busy")
        self.wrong = wrong


class Texts(Protocol):
    """Whoever takes short messages."""

    @property
    def leaves(self) -> bool:
        """Whether the text leaves the house, so that no page shows it."""

    def send(self, number: str, text: str, *, key: UUID, language: str, at: datetime) -> None:
        """The text is on its way to that number (E.164), once a `key`. Not called inside a transaction. Raises `NotTaken`."""

    def confirmed(self, number: str, person_id: UUID, *, at: datetime) -> None:
        """A code sent to the number came back from that person. Called inside their transaction."""


class DemoTexts:
    """Nothing is sent: the page says what would have been."""

    leaves = False

    def send(self, number: str, text: str, *, key: UUID, language: str, at: datetime) -> None:
        """Nothing happens."""

    def confirmed(self, number: str, person_id: UUID, *, at: datetime) -> None:
        """Nothing happens."""


Maker = Callable[[], Texts | None]
_MAKERS: list[Maker] = []


def use(maker: Maker) -> None:
    """From now on the maker says who takes texts here. Repeats: the newest one says."""
    _MAKERS[:] = [maker]


def current() -> Texts | None:
    """Who takes them here; None: nobody, and no number can be confirmed."""
    return next((found for maker in _MAKERS if (found := maker())), DemoTexts() if settings.CONFIG.is_demo else None)
