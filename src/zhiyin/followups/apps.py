"""Django's registration of the room."""

from django.apps import AppConfig


class FollowupsConfig(AppConfig):
    """回访: planned contacts, the decision about each, and why."""

    name = "zhiyin.followups"
    label = "followups"
