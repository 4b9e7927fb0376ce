"""Django's registration of the room."""

from django.apps import AppConfig


class ImprovementsConfig(AppConfig):
    """Themes, improvements, and telling the people who asked for them."""

    name = "zhiyin.improvements"
    label = "improvements"
