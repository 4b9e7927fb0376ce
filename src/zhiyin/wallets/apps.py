"""Django's registration of the room."""

from importlib import import_module

from django.apps import AppConfig


class WalletsConfig(AppConfig):
    """A person's or merchant's accounts per asset: balance, statement."""

    name = "zhiyin.wallets"
    label = "wallets"

    def ready(self) -> None:
        """Listens from now on."""
        import_module("zhiyin.wallets.listeners")
