"""Django's registration of the room."""

from importlib import import_module

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """Who somebody is: users, roles, sign-in. The only room that knows allauth."""

    name = "zhiyin.identity"
    label = "identity"

    def ready(self) -> None:
        """Registers the jobs."""
        import_module("zhiyin.identity.jobs")
