"""What every way out of the house can do, what it is given, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from zhiyin.kit import clock

BOUNCE = "bounce"  # the reason of a refusal that says: nobody is reached at this address


class Kind(StrEnum):
    """What became of a letter at a provider. `LATER`: nothing left, it may be tried again. `UNKNOWN`: nobody knows whether it left."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    LATER = "later"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Something to tap: its words and where it leads. `value` is the answer it selects, None for a link that answers nothing."""

    label: str
    url: str
    value: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A message as it leaves. `key` is the same at every attempt and every provider. `title` and `body` hold no amount and no shop.

    `html` is empty where the channel speaks plain text; `headers` are the channel's own (a mail's, a push's).
    `calendar`: an invitation that a calendar reads (RFC 5545), where a mail brings one. `at`: when it was written for this attempt, for who signs it.
    """

    key: UUID
    address: str
    language: str
    title: str
    body: str
    links: tuple[Link, ...] = ()
    html: str = ""
    calendar: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    at: datetime = field(default_factory=clock.now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a provider said. `reference` is its own name for the letter; `reason` a short code, `BOUNCE` when the address reaches nobody.

    `retry_after`: the provider wants no letter at all before that (throttled); None: only this letter has to wait.
    """

    kind: Kind
    reference: str = ""
    reason: str = ""
    retry_after: timedelta | None = None


class Provider(Protocol):
    """One company or server that takes letters of one channel."""

    @property
    def code(self) -> str:
        """Its own name, in settings, receipts and webhooks."""

    @property
    def channel(self) -> str:
        """The channel it serves: email, sms, push, social, call."""

    @property
    def interrupts(self) -> bool:
        """Whether its letters make themselves heard: quiet hours and the stricter caps hold for them."""

    @property
    def repeatable(self) -> bool:
        """Whether the same key twice reaches a person once, so that it may be tried again freely."""

    @property
    def sends_again(self) -> bool:
        """Whether a letter in doubt is sent again under the same mark (a mail's Message-ID) instead of waiting for its receipt."""

    @property
    def per_minute(self) -> int:
        """How many letters it takes in a minute; 0: no limit."""

    def deliver(self, letter: Letter) -> Outcome:
        """Hands the letter over, outside any transaction, within about ten seconds. Never raises for what the other side does."""
