"""The ways out of the house. A new channel is one file here and one line in `PROVIDERS`."""

from zhiyin.channels.providers.base import Letter, Provider
from zhiyin.channels.providers.inapp import InApp

PROVIDERS: dict[str, Provider] = {provider.code: provider for provider in (InApp(),)}

__all__ = ["PROVIDERS", "Letter", "Provider"]
