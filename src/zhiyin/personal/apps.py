"""Django's registration of the room."""

from django.apps import AppConfig


class PersonalConfig(AppConfig):
    """What this person sees: look, home tiles, suggestions and their reasons."""

    name = "zhiyin.personal"
    label = "personal"
