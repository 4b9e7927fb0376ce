"""Django's registration of the room."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """What a person allowed, and who used their data for what."""

    name = "zhiyin.privacy"
    label = "privacy"
