"""How a person can pay in, and where they can be paid out to."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from zhiyin.funding import models
from zhiyin.funding.providers import known


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """A card (`kind` card) or bank account (`kind` bank) of a person, as far as anybody may know it. `usable_from`: a new account rests first."""

    id: UUID
    kind: str
    provider: str
    label: str
    last_four: str
    expires: str
    added_at: datetime
    usable_from: datetime

    @property
    def name(self) -> str:
        """As in "Visa ·· 4242"."""
        return f"{self.label} ·· {self.last_four}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a person chose: a payment may take what is missing from their first card; that card is offered before the balance."""

    automatic: bool = False
    card_first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CardVisit:
    """A person's visit to the page of a card company: `url` is where that is; `is_done` when they gave it a card."""

    id: UUID
    company: str
    url: str
    is_done: bool


def takes_cards() -> bool:
    """Whether somebody takes cards for this deployment. No SQL."""
    return known.current() is not None


def pays_out() -> bool:
    """Whether there is a bank account that withdrawals are paid from. No SQL."""
    return bool(settings.CONFIG.bank_iban)


def ways_in() -> tuple[str, ...]:
    """How money can come in here: `demo` (made up), `card`. No SQL."""
    return (*(("demo",) if settings.CONFIG.is_demo else ()), *(("card",) if takes_cards() else ()))


def methods(person_id: UUID) -> tuple[Method, ...]:
    """A person's cards and bank accounts in their own order. One statement."""
    rows = models.Method.objects.filter(person_id=person_id, removed_at=None).order_by("position", "id")
    return tuple(told(row) for row in rows)


def cards(person_id: UUID) -> tuple[Method, ...]:
    """A person's cards in their own order. One statement."""
    return tuple(each for each in methods(person_id) if each.kind == models.Method.CARD)


def bank_accounts(person_id: UUID) -> tuple[Method, ...]:
    """A person's bank accounts in their own order. One statement."""
    return tuple(each for each in methods(person_id) if each.kind == models.Method.BANK)


def choices(person_id: UUID) -> Choices:
    """What the person chose about payments and cards. One statement."""
    row = models.FundingChoice.objects.filter(person_id=person_id).first()
    return Choices(automatic=row.automatic, card_first=row.card_first) if row else Choices()


def allows_automatic(person_id: UUID) -> bool:
    """Whether a payment of theirs may take what is missing from their first card. One statement."""
    return models.FundingChoice.objects.filter(person_id=person_id, automatic=True).exists()


def told(row: models.Method) -> Method:
    """A method as the other rooms know it. No SQL."""
    rests = timedelta(hours=settings.CONFIG.bank_wait_hours) if row.kind == models.Method.BANK else timedelta()
    return Method(
        id=row.id,
        kind=row.kind,
        provider=row.provider,
        label=row.label,
        last_four=row.last_four,
        expires=row.expires,
        added_at=row.added_at,
        usable_from=row.added_at + rests,
    )
