"""What every channel can do."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A message on its way. `key` is the same at every attempt, so that a provider can recognise what it already took."""

    id: UUID
    key: UUID
    person_id: UUID
    channel: str
    template: str
    params: dict[str, Any]
    follow_up_id: int | None
    at: datetime


class Provider(Protocol):
    """A channel. `interrupts`: whether it makes itself heard (a ring, a badge on the lock screen) or waits until it is looked at."""

    @property
    def code(self) -> str:
        """The channel's name in consents, policies and messages."""

    @property
    def interrupts(self) -> bool:
        """Whether quiet hours and the stricter caps hold for it."""

    def accept(self, letter: Letter) -> UUID | None:
        """Takes the letter inside the caller's transaction; the message's id, or None when its key had been taken before."""
