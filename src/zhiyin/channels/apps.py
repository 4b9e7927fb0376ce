"""Django's registration of the room."""

from importlib import import_module

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    """Ways to a person: the in-app inbox first."""

    name = "zhiyin.channels"
    label = "channels"

    def ready(self) -> None:
        """Registers the couriers."""
        import_module("zhiyin.channels.jobs")
