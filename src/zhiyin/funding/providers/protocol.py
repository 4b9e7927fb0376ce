"""What every company that takes cards can do for us. Card numbers never come here: people type them on that company's own page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID


class ProviderAway(Exception):
    """The company did not answer, or not clearly: what was asked may have happened or not, and must be asked again."""


class BadSignature(Exception):
    """The call does not come from the company that it says it comes from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A person's visit to the company's page: what the company calls it, and where the page is."""

    ref: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardToken:
    """A card as the company knows it: `expires` as "2030-12"."""

    token: str
    customer: str
    label: str
    last_four: str
    expires: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Money that a card is to pay. `charge_id` is the idempotency key; `ref` is what the company calls the charge, once it is known."""

    charge_id: UUID
    token: str
    customer: str
    amount_minor: int
    asset: str
    at: datetime
    ref: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What became of a charge: `state` is waiting | paid | failed; `amount_minor` and `asset` are what was really taken."""

    state: str
    ref: str
    amount_minor: int
    asset: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """What a company called us about, a charge or a visit or neither: nothing of it is believed but that it is worth asking."""

    external_id: str
    kind: str
    charge_id: UUID | None = None
    setup_id: UUID | None = None


class CardCompany(Protocol):
    """One company that takes cards. Every method may raise `ProviderAway`; none is called inside a transaction, but for the demo's own."""

    name: str

    def visit(self, setup_id: UUID, *, back_url: str, person_id: UUID) -> Visit:
        """A page of the company where the person can give it a card; afterwards it leads to `back_url`. Repeats: the same visit."""
        ...

    def given(self, ref: str) -> CardToken | None:
        """The card that was given on that visit; None: none was (yet)."""
        ...

    def charge(self, wanted: Wanted) -> Answer:
        """The card pays, or does not. Repeats: the same charge, never a second one."""
        ...

    def look(self, wanted: Wanted) -> Answer | None:
        """What has become of the charge; None: the company never heard of it. Changes nothing."""
        ...

    def forget(self, token: str) -> None:
        """The company uses the card no more. Repeats: nothing more happens."""
        ...

    def called(self, body: bytes, signature: str) -> Called:
        """What the company says in a call to us. Raises `BadSignature`."""
        ...
