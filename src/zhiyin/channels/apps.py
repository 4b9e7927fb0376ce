"""Django's registration of the room."""

from importlib import import_module

from django.apps import AppConfig

from zhiyin.kit import clock


class ChannelsConfig(AppConfig):
    """Ways to a person: the in-app inbox first."""

    name = "zhiyin.channels"
    label = "channels"

    def ready(self) -> None:
        """Registers the couriers, what staff are told of, what a confirmed address means, and who takes the codes that confirm a number."""
        import_module("zhiyin.channels.jobs")
        import_module("zhiyin.channels.listeners")
        import_module("zhiyin.channels.services.confirming").hear_confirmed(clock.now)
        import_module("zhiyin.channels.services.codes")
