"""What happened to currencies beside the deployment's own."""

from dataclasses import dataclass
from uuid import UUID

from zhiyin.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeCompleted(Event):
    """A person changed one asset into another. `id` is the exchange's id."""

    person_id: UUID
    sold_asset: str
    sold_minor: int
    bought_asset: str
    bought_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositCredited(Event):
    """A virtual currency that came in over its chain is in the person's wallet. `id` is the deposit's id."""

    person_id: UUID
    asset: str
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutEnded(Event):
    """A virtual currency has left over its chain, or could not and is in the wallet again. `id` is the pay-out's id; `state`: done or failed."""

    person_id: UUID
    asset: str
    amount_minor: int
    fee_minor: int
    state: str
