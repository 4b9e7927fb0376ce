"""Django's registration of the room."""

from importlib import import_module

from django.apps import AppConfig

from zhiyin.kit.money import ask_for_others


class WalletsConfig(AppConfig):
    """A person's or merchant's accounts per asset: balance, statement."""

    name = "zhiyin.wallets"
    label = "wallets"

    def ready(self) -> None:
        """Listens from now on, keeps its rates fresh, and tells of the assets that the operator has added."""
        import_module("zhiyin.wallets.listeners")
        import_module("zhiyin.wallets.jobs")
        ask_for_others(import_module("zhiyin.wallets.queries.currencies").known)
