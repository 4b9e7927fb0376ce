"""Django's registration of the room."""

import importlib

from django.apps import AppConfig


class SupportConfig(AppConfig):
    """Cases: what a person reports, who solves it, what was said."""

    name = "zhiyin.support"
    label = "support"

    def ready(self) -> None:
        """Registers what this room listens to and what time makes due."""
        importlib.import_module("zhiyin.support.listeners")
        importlib.import_module("zhiyin.support.jobs")
