"""Django's registration of the room."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """Staff pages."""

    name = "zhiyin.console"
    label = "console"
