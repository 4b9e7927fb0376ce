"""A chain on which every call can be lost, before it happens or after; and the stories' common ground."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from tests import make
from tests.wallets.currencies import BTC

from zhiyin.funding.chains import ChainAway, Received, Sent, SimulatedChain
from zhiyin.wallets import services as wallets

MILLION = 1_000_000


class Crash(BaseException):
    """The process ends here: nobody catches it."""


@dataclass
class Plan:
    """What goes wrong at which call, once: ("send", "before") loses the question, ("send", "after") the answer; `kind` is how."""

    at: tuple[str, str] | None = None
    kind: type[BaseException] = Crash
    calls: list[str] = field(default_factory=list)

    def strike(self, call: str, moment: str) -> None:
        if self.at == (call, moment):
            self.at = None
            raise self.kind


class TroubledChain(SimulatedChain):
    """The simulated chain, with trouble as planned."""

    plan = Plan()

    def received(self, *, since: int) -> Sequence[Received]:
        self.plan.strike("received", "before")
        found = super().received(since=since)
        self.plan.strike("received", "after")
        return found

    def send(self, *, key: UUID, address: str, amount_minor: int) -> str:
        self.plan.strike("send", "before")
        self.plan.calls.append("send")
        txid = super().send(key=key, address=address, amount_minor=amount_minor)
        self.plan.strike("send", "after")
        return txid

    def sent(self, key: UUID) -> Sent | None:
        self.plan.strike("sent", "before")
        told = super().sent(key)
        self.plan.strike("sent", "after")
        return told


def open_chain() -> SimulatedChain:
    """Bitcoin comes in and goes out here, three confirmations deep, over a simulated chain."""
    wallets.add_asset(BTC, at=make.AT)
    return SimulatedChain("BTC")


__all__ = ["MILLION", "ChainAway", "Crash", "Plan", "TroubledChain", "open_chain"]
