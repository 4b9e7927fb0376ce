"""Django's registration of the room."""

from django.apps import AppConfig


class SupportConfig(AppConfig):
    """Cases: what a person reports, who solves it, what was said."""

    name = "zhiyin.support"
    label = "support"
