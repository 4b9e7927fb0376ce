"""What must be asked of a chain, so that money is right whatever is lost on the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from zhiyin.kit.errors import Refusal


class ChainAway(Refusal):
    """The chain did not answer, or the answer was lost: what was asked may have happened or not. Ask again with the same key."""

    code = "chain_away"
    status = 503


class ChainRefused(Exception):
    """The chain will never carry out this order: nothing has left, and nothing will."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """An output to one of our addresses, as the chain has it now. `height` None: it lies in no block yet. `amount_minor` in minor units."""

    txid: str
    vout: int
    address: str
    amount_minor: int
    height: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What became of an order: `confirmations` 0 while it lies in no block; `failed`: it can never lie in one (its coins were spent otherwise)."""

    txid: str
    confirmations: int
    failed: bool


class Chain(Protocol):
    """A node, or a service in front of one. It is called outside every transaction. Any call may raise `ChainAway`."""

    scheme: str
    simulated: bool

    def address(self, label: UUID) -> str:
        """An address of ours. The same label is answered the same address, always."""

    def canonical(self, text: str) -> str | None:
        """The one way to write that address; None when coins cannot be sent there: a mistyped one is told by its checksum. No call."""

    def tip(self) -> int:
        """The height of the newest block."""

    def received(self, *, since: int) -> Sequence[Received]:
        """Every output to our addresses in blocks from `since` on, and in none yet; what a re-organisation has thrown out is not among them."""

    def fee_minor(self) -> int:
        """What an outgoing order costs now, in minor units."""

    def send(self, *, key: UUID, address: str, amount_minor: int) -> str:
        """The order is on its way; its txid. The same key is sent once and answered the same. Raises `ChainRefused`."""

    def sent(self, key: UUID) -> Sent | None:
        """What became of the order; None when the chain does not know of it."""
