"""What people did about themselves."""

from dataclasses import dataclass
from uuid import UUID

from zhiyin.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonJoined(Event):
    """Somebody has a sign-in now. `id` is new."""

    person_id: UUID
    language: str
    timezone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedInAnew(Event):
    """Somebody signed in on a browser that had not signed them in before, a day or more after they joined. `id` is new."""

    person_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmationAsked(Event):
    """A program that holds a key of the person's wants to pay so much, and the person has to confirm it. `id` is the confirmation's id."""

    person_id: UUID
    amount_minor: int
    asset: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmationGiven(Event):
    """A person confirmed a payment, by whichever way and whoever asked for it. `id` is new."""

    confirmation_id: UUID
    person_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGiven(Event):
    """Somebody may do what the role may. `id` is new."""

    person_id: UUID
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleTaken(Event):
    """Somebody may no longer do what the role may. `id` is new."""

    person_id: UUID
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentGiven(Event):
    """A person allowed a purpose on a channel ("*": every channel)."""

    person_id: UUID
    purpose: str
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentWithdrawn(Event):
    """A person took a consent back, on a channel ("*": every channel). Effective at once."""

    person_id: UUID
    purpose: str
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionDismissed(Event):
    """A person said "not mine" or "see less" of a suggestion. `kind`: not_mine | less | off."""

    person_id: UUID
    item_id: str
    kind: str
