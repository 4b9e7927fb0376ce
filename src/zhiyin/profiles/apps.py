"""Django's registration of the room."""

import importlib

from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    """What is known of a person, learned from events alone."""

    name = "zhiyin.profiles"
    label = "profiles"

    def ready(self) -> None:
        """Registers what this room listens to and what time makes due."""
        importlib.import_module("zhiyin.profiles.listeners")
        importlib.import_module("zhiyin.profiles.jobs")
