"""Django's registration of the room."""

from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    """What is known of a person, learned from events alone."""

    name = "zhiyin.profiles"
    label = "profiles"
