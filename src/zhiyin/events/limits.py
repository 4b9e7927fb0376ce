"""What changed about limits."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zhiyin.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitSet(Event):
    """A limit counts from `effective_from`. `id` is derived from the rule's. `set_by` proposed it; `agreed_by` (None: none was needed) is another."""

    rule_id: UUID
    scope: str
    measure: str
    deed: str
    set_by: UUID
    effective_from: datetime
    agreed_by: UUID | None = None
    person_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingSet(Event):
    """Staff put a person into a tier for limits, or noted whether they are of age. `by` proposed it; `agreed_by` is another, where one was needed."""

    person_id: UUID
    tier: str
    is_minor: bool
    by: UUID
    agreed_by: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WalletFrozen(Event):
    """Nothing enters or leaves the person's wallets. `by`: the member of staff."""

    person_id: UUID
    by: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class WalletReleased(Event):
    """The person's wallets take part again. `by`: the member of staff."""

    person_id: UUID
    by: UUID
