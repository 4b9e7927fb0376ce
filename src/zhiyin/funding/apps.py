"""Django's registration of the room."""

from importlib import import_module

from django.apps import AppConfig


class FundingConfig(AppConfig):
    """Money into the wallet and out of it."""

    name = "zhiyin.funding"
    label = "funding"

    def ready(self) -> None:
        """Its jobs are known from now on."""
        import_module("zhiyin.funding.jobs")
