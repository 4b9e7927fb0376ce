"""Django's registration of the room."""

from django.apps import AppConfig


class ExperimentsConfig(AppConfig):
    """Who is in which arm, and who is left alone on purpose."""

    name = "zhiyin.experiments"
    label = "experiments"
