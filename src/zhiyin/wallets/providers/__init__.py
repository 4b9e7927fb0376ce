"""Where rates come from, as the operator's setting names it."""

from collections.abc import Sequence

from zhiyin.wallets.providers.base import BadRates, Quoted, Rates
from zhiyin.wallets.providers.ecb import EcbRates
from zhiyin.wallets.providers.file import FileRates
from zhiyin.wallets.providers.pretended import PretendedRates

__all__ = ["BadRates", "Quoted", "Rates", "named"]


def named(places: Sequence[str], *, base: str, is_demo: bool) -> tuple[Rates, ...]:
    """The providers of these places ("ecb:…", "file:…"); where the deployment plays and names none, the made-up ones."""
    if not places and is_demo:
        return (PretendedRates(base),)
    return tuple(EcbRates(rest) if kind == "ecb" else FileRates(rest, base=base) for kind, _, rest in (place.partition(":") for place in places))
