"""The ways out of the house. A new provider is one file here and one entry in `MAKERS`."""

from collections.abc import Callable

from zhiyin.channels.providers import mail, push, sms, social
from zhiyin.channels.providers.base import BOUNCE, Kind, Letter, Link, Outcome, Provider

# By channel: those who take its letters here, in the order in which they are tried. Empty: the channel leads nowhere on this deployment.
MAKERS: dict[str, Callable[[], tuple[Provider, ...]]] = {
    "sms": sms.providers,
    "push": push.providers,
    "email": mail.providers,
    "social": social.providers,
}


def in_order(channel: str) -> tuple[Provider, ...]:
    """Who takes the letters of a channel, the first to be tried first. No SQL. Raises `KeyError` for a channel that does not exist."""
    return MAKERS[channel]()


__all__ = ["BOUNCE", "MAKERS", "Kind", "Letter", "Link", "Outcome", "Provider", "in_order"]
