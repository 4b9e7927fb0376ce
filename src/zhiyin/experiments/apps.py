"""Django's registration of the room."""

import importlib

from django.apps import AppConfig


class ExperimentsConfig(AppConfig):
    """Who is in which arm, who is left alone on purpose, and what it changed."""

    name = "zhiyin.experiments"
    label = "experiments"

    def ready(self) -> None:
        """Registers what this room listens to."""
        importlib.import_module("zhiyin.experiments.listeners")
