"""Which companies take cards for this deployment."""

from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from typing import cast

from django.conf import settings

from zhiyin.funding.providers.demo import DemoCards
from zhiyin.funding.providers.protocol import CardCompany


def current() -> CardCompany | None:
    """The company that new cards are given to; None: this deployment takes no cards."""
    config = settings.CONFIG
    if config.stripe_key:
        return named("stripe")
    return named("demo_card") if config.is_demo else None


def named(name: str) -> CardCompany:
    """The company of that name, also when new cards go elsewhere by now. Raises `KeyError`."""
    companies: dict[str, Callable[[], CardCompany]] = {"demo_card": DemoCards, "stripe": _stripe}
    return companies[name]()


@lru_cache(maxsize=1)
def _stripe() -> CardCompany:
    # Stripe's library takes a fifth of a second and 20 MB: only the process that speaks with Stripe loads it.
    return cast("CardCompany", import_module("zhiyin.funding.providers.stripe_cards").StripeCards())
