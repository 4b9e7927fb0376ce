"""The chains that virtual currencies come in and go out over."""

from collections.abc import Callable

from django.conf import settings

from zhiyin.funding.chains.protocol import Chain, ChainAway, ChainRefused, Received, Sent
from zhiyin.funding.chains.simulated import SimulatedChain

__all__ = ["KINDS", "Chain", "ChainAway", "ChainRefused", "Received", "Sent", "SimulatedChain", "of"]

# A node of one's own is one more class here: what it must do is in protocol.py.
KINDS: dict[str, Callable[[str], Chain]] = {"simulated": SimulatedChain}


def of(kind: str, asset: str) -> Chain | None:
    """The chain of that kind for that asset; the simulated one only where the deployment plays."""
    if kind not in KINDS or (kind == "simulated" and not settings.CONFIG.is_demo):
        return None
    return KINDS[kind](asset)
