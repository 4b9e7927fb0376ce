"""Django's registration of the room."""

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    """Where the money goes: spending by category and month."""

    name = "zhiyin.planning"
    label = "planning"
