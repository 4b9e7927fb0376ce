"""Django's registration of the room."""

import importlib

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class FollowupsConfig(AppConfig):
    """回访: planned contacts, the decision about each, and why."""

    name = "zhiyin.followups"
    label = "followups"

    def ready(self) -> None:
        """Registers what this room listens to and what time makes due."""
        importlib.import_module("zhiyin.followups.listeners")
        importlib.import_module("zhiyin.followups.jobs")
        shipping = importlib.import_module("zhiyin.followups.journeys.shipping")
        post_migrate.connect(shipping.load, sender=self)
